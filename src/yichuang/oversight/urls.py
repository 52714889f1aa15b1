"""Addresses of 审管互动."""

from django.urls import path

from yichuang.oversight import views

urlpatterns = [
    path("desk/interactions/", views.interactions, name="desk-interactions"),
    path("desk/interactions/<uuid:due_id>/", views.answer, name="desk-interaction"),
]
