"""Addresses of the studio: items and their versions, procedures and their drawings."""

from django.urls import path

from yichuang.web import views_drawing, views_exchange, views_studio, views_words

urlpatterns = [
    path("studio/", views_studio.studio, name="studio"),
    path("studio/versions/<uuid:version_id>/", views_studio.version, name="studio-version"),
    path("studio/versions/<uuid:version_id>/difference/", views_studio.difference, name="studio-difference"),
    path("studio/versions/<uuid:version_id>/publish/", views_studio.publish, name="studio-publish"),
    path("studio/versions/<uuid:version_id>/redraft/", views_studio.redraft, name="studio-redraft"),
    path("studio/versions/<uuid:version_id>/procedure/", views_studio.attach, name="studio-attach"),
    path("studio/exchange/", views_exchange.start, name="studio-exchange"),
    path("studio/exchange/export/", views_exchange.export, name="studio-export"),
    path("studio/exchange/<uuid:preview_id>/", views_exchange.preview, name="studio-import"),
    path("studio/exchange/<uuid:preview_id>/confirm/", views_exchange.confirm, name="studio-import-confirm"),
    path("studio/procedures/", views_drawing.procedures, name="studio-procedures"),
    path("studio/procedures/<slug:code>/", views_drawing.procedure, name="studio-procedure"),
    path("studio/words/", views_words.words, name="studio-words"),
    path("studio/words/<uuid:word_id>/end/", views_words.end, name="studio-word-end"),
]
