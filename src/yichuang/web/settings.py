"""Django settings, read from the environment (design §12)."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("YICHUANG_HOME", "var")).resolve()
PRODUCTION = os.environ.get("YICHUANG_MODE", "demo") == "production"
DEMO_KEY = "demo-only-not-a-secret"
SECRET_KEY = os.environ.get("YICHUANG_SECRET_KEY", DEMO_KEY)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("YICHUANG_HOSTS", "*" if not PRODUCTION else "").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("YICHUANG_ORIGINS", "").split(",") if o]


def database(url: str) -> dict[str, object]:
    """Django's form of a postgresql:// address; `?host=` names a socket directory."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "yichuang",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Only the hot path prepares statements (it says so itself), which psycopg ignores while no threshold is set, as Django
        # leaves it; planning its large ones anew each time would cost more than running them.
        "OPTIONS": {"options": "-c plan_cache_mode=force_generic_plan", "prepare_threshold": 2**31},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///yichuang"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "django_cotton",
    "procrastinate.contrib.django",
    "yichuang.kernel",
    "yichuang.look",
    "yichuang.organisations",
    "yichuang.clock",
    "yichuang.catalogue",
    "yichuang.exchange",
    "yichuang.credit",
    "yichuang.documents",
    "yichuang.licences",
    "yichuang.dossier",
    "yichuang.cases",
    "yichuang.agencies",
    "yichuang.intake",
    "yichuang.oversight",
    "yichuang.joint",
    "yichuang.evaluation",
    "yichuang.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yichuang.web.middleware.ContentSecurityPolicy",
    "yichuang.web.rest_gate.ApiGate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "yichuang.web.middleware.BodyGate",
    "yichuang.web.rates.RateLimits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yichuang.web.middleware.PlainText",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "yichuang.organisations.access.ActorMiddleware",
    "yichuang.web.middleware.RefusalPages",
]

AUTH_USER_MODEL = "organisations.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_VERBOSE = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "yichuang.organisations.access.client_address"
AXES_LOCKOUT_TEMPLATE = "organisations/locked.html"
PROXIES = int(os.environ.get("YICHUANG_PROXIES", "0"))
"""How many trusted proxies stand in front and write X-Forwarded-For."""
RATES = {
    "read": (600, 200),
    "look-up": (120, 40),
    "try": (60, 30),
    "write": (120, 60),
    "api": (6000, 600),
} if os.environ.get("YICHUANG_RATES", "on") != "off" else {}  # fmt: skip
"""Requests a minute, and at once, of one network, account or token in one process (web/rates.py). A bench turns them off."""
LOGIN_URL = "/sign-in/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "pypdf": {"level": "ERROR"}},
}
"""Faults go to stderr with their trace, for whatever keeps the output of services; a 404 and a broken PDF of a visitor are none."""

ROOT_URLCONF = "yichuang.web.urls"
WSGI_APPLICATION = "yichuang.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yichuang.look.context.site",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "yichuang.look.templatetags.look", "django.templatetags.i18n"],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
"""A section of a draft has up to 200 rows of some thirty fields; what they may weigh is bounded above."""
DATA_UPLOAD_MAX_NUMBER_FILES = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "yichuang.kernel.uploads.BoundedUploads"]

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "yichuang.web.views_errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

YICHUANG_FILES = HOME / "files"
YICHUANG_KEYS = HOME / "keys"
