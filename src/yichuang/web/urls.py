"""The URL root: each capability's urls.py, in the order of the house."""

from django.urls import URLPattern, URLResolver, include, path

from yichuang.web import views_public

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("kit/", views_public.kit, name="kit"),
]
