"""Addresses of acting together."""

from django.urls import path

from yichuang.joint import views_theme_studio, views_themes

urlpatterns = [
    path("themes/", views_themes.theme_list, name="themes"),
    path("themes/<slug:code>/", views_themes.theme, name="theme"),
    path("studio/themes/", views_theme_studio.theme_lines, name="studio-themes"),
    path("studio/themes/<uuid:theme_id>/", views_theme_studio.theme, name="studio-theme"),
    path("studio/themes/<uuid:theme_id>/<slug:verb>/", views_theme_studio.verb, name="studio-theme-verb"),
]
