"""Addresses of acting together."""

from django.urls import path

from yichuang.joint import views_areas, views_theme_studio, views_themes

urlpatterns = [
    path("areas/", views_areas.public_areas, name="areas"),
    path("desk/areas/", views_areas.desk, name="desk-areas"),
    path("desk/areas/<uuid:area_id>/", views_areas.area, name="desk-area"),
    path("desk/areas/<uuid:area_id>/do/<slug:verb>/", views_areas.do, name="desk-area-do"),
    path("desk/areas/<uuid:area_id>/package/", views_areas.package, name="desk-package"),
    path("desk/areas/<uuid:area_id>/papers/<uuid:assessment_id>/", views_areas.paper, name="desk-area-paper"),
    path("themes/", views_themes.theme_list, name="themes"),
    path("themes/<slug:code>/", views_themes.theme, name="theme"),
    path("studio/themes/", views_theme_studio.theme_lines, name="studio-themes"),
    path("studio/themes/<uuid:theme_id>/", views_theme_studio.theme, name="studio-theme"),
    path("studio/themes/<uuid:theme_id>/<slug:verb>/", views_theme_studio.verb, name="studio-theme-verb"),
]
