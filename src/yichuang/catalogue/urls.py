"""Addresses of the public catalogue."""

from django.urls import path

from yichuang.catalogue import views, views_prerequisites

urlpatterns = [
    path("items/", views.search, name="search"),
    path("items/stages/", views.stages, name="stages"),
    path("items/<uuid:version_id>/", views.guide, name="guide"),
    path("items/<uuid:version_id>/notice/", views.notice, name="guide-notice"),
    path("items/<str:code>/", views.item, name="item"),
    path("prerequisites/", views_prerequisites.decided, name="prerequisites"),
    path("studio/prerequisites/", views_prerequisites.prerequisites, name="studio-prerequisites"),
    path("studio/prerequisites/<uuid:docket_id>/", views_prerequisites.docket, name="studio-docket"),
]
