"""WSGI entry point for granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.web.settings")
django = get_wsgi_application()

from yichuang.web.body import bounded  # noqa: E402 - kernel.files needs the settings

application = bounded(django)
