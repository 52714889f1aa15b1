"""Addresses of the public catalogue."""

from django.urls import path

from yichuang.catalogue import views, views_situation

urlpatterns = [
    path("items/", views.search, name="search"),
    path("items/<uuid:version_id>/", views.guide, name="guide"),
    path("items/<uuid:version_id>/notice/", views.notice, name="guide-notice"),
    path("items/<uuid:version_id>/situation/", views_situation.situation, name="guide-situation"),
    path("items/<str:code>/", views.item, name="item"),
]
