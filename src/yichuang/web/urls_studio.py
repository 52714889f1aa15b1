"""Addresses of the studio: items and their versions, procedures and their drawings."""

from django.urls import path

from yichuang.web import (
    views_claims,
    views_drawing,
    views_edit,
    views_exchange,
    views_organs,
    views_requests,
    views_sameness,
    views_samples,
    views_studio,
    views_words,
)

urlpatterns = [
    path("studio/sameness/", views_sameness.groups, name="studio-sameness"),
    path("studio/sameness/item/", views_sameness.item, name="studio-sameness-item"),
    path("studio/sameness/item.xlsx", views_sameness.workbook, name="studio-sameness-xlsx"),
    path("studio/organs/", views_organs.studio_organs, name="studio-organs"),
    path("studio/organs/<uuid:organ_id>/", views_organs.studio_organ, name="studio-organ"),
    path("studio/organs/<uuid:organ_id>/<slug:verb>/", views_organs.organ_verb, name="studio-organ-verb"),
    path("studio/", views_studio.studio, name="studio"),
    path("studio/new/", views_edit.new_item, name="studio-new"),
    path("studio/versions/<uuid:version_id>/edit/", views_edit.edit, name="studio-edit"),
    path("studio/versions/<uuid:version_id>/edit/<slug:group>/", views_edit.section, name="studio-section"),
    path("studio/versions/<uuid:version_id>/", views_studio.version, name="studio-version"),
    path("studio/versions/<uuid:version_id>/difference/", views_studio.difference, name="studio-difference"),
    path("studio/versions/<uuid:version_id>/request/", views_requests.begin, name="studio-begin-request"),
    path("studio/versions/<uuid:version_id>/reshape/", views_requests.reshape, name="studio-reshape"),
    path("studio/claims/", views_claims.claims, name="studio-claims"),
    path("studio/requests/", views_requests.requests, name="studio-requests"),
    path("studio/requests/<uuid:request_id>/", views_requests.one, name="studio-request"),
    path("studio/versions/<uuid:version_id>/redraft/", views_studio.redraft, name="studio-redraft"),
    path("studio/versions/<uuid:version_id>/procedure/", views_studio.attach, name="studio-attach"),
    path("studio/exchange/", views_exchange.start, name="studio-exchange"),
    path("studio/exchange/export/", views_exchange.export, name="studio-export"),
    path("studio/exchange/<uuid:preview_id>/", views_exchange.preview, name="studio-import"),
    path("studio/exchange/<uuid:preview_id>/confirm/", views_exchange.confirm, name="studio-import-confirm"),
    path("studio/procedures/", views_drawing.procedures, name="studio-procedures"),
    path("studio/procedures/<slug:code>/", views_drawing.procedure, name="studio-procedure"),
    path("studio/samples/", views_samples.samples, name="studio-samples"),
    path("studio/samples/<uuid:sample_id>/end/", views_samples.end, name="studio-sample-end"),
    path("studio/words/", views_words.words, name="studio-words"),
    path("studio/words/<uuid:word_id>/end/", views_words.end, name="studio-word-end"),
]
