"""The house's routes and verification, wherever the web layer hangs it."""

from django.urls import include, path

from yichuang.web.urls import urlpatterns as house

urlpatterns = [path("", include("yichuang.licences.urls")), *house]
