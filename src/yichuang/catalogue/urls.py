"""Addresses of the public catalogue."""

from django.urls import path

from yichuang.catalogue import views

urlpatterns = [
    path("items/", views.search, name="search"),
    path("items/<uuid:version_id>/", views.guide, name="guide"),
    path("items/<uuid:version_id>/notice/", views.notice, name="guide-notice"),
    path("items/<str:code>/", views.item, name="item"),
]
