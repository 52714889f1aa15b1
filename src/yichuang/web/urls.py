"""The URL root: the API, which is asked most often, then each capability's urls.py, in the order of the house."""

from django.urls import URLPattern, URLResolver, include, path

from yichuang.web import rest, views_api, views_health, views_public

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/docs/", views_api.docs, name="api-docs"),
    path("api/v1/", rest.api.urls),
    path("api/<path:path>", rest.missing),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("yichuang.organisations.urls")),
    path("", include("yichuang.catalogue.urls")),
    path("", include("yichuang.joint.urls")),
    path("", include("yichuang.intake.urls")),
    path("", include("yichuang.licences.urls")),
    path("", include("yichuang.agencies.urls")),
    path("", include("yichuang.evaluation.urls")),
    path("", include("yichuang.oversight.urls")),
    path("", include("yichuang.web.urls_public")),
    path("", views_public.home, name="home"),
    path("desk/", include("yichuang.web.urls_desk")),
    path("", include("yichuang.web.urls_studio")),
    path("healthz", views_health.healthz, name="healthz"),
    path("kit/", views_public.kit, name="kit"),
]

handler400 = "yichuang.web.views_errors.bad_request"
handler403 = "yichuang.web.views_errors.forbidden"
handler404 = "yichuang.web.views_errors.not_found"
handler500 = "yichuang.web.views_errors.server_error"
