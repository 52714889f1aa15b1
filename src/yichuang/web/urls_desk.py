"""Addresses of the desk."""

from django.urls import path

from yichuang.web import (
    views_assign,
    views_authorisations,
    views_blanks,
    views_case,
    views_days,
    views_desk,
    views_handover,
    views_issue,
    views_ledger,
    views_papers,
    views_stand_ins,
    views_window_day,
)

CASE = "cases/<uuid:case_id>/"
urlpatterns = [
    path("", views_desk.desk, name="desk"),
    path("search/", views_desk.search, name="desk-search"),
    path("batch/", views_desk.batch, name="desk-batch"),
    path(CASE, views_case.case, name="desk-case"),
    path(CASE + "do/<slug:verb>/", views_case.do, name="desk-do"),
    path(CASE + "mark/", views_case.mark, name="desk-mark"),
    path(CASE + "dossier.pdf", views_papers.whole, name="desk-dossier"),
    path(CASE + "files/<uuid:file_id>/", views_papers.material, name="desk-file"),
    path(CASE + "files/<uuid:file_id>/pages/<int:page>.png", views_papers.material_page, name="desk-file-page"),
    path(CASE + "documents/<uuid:document_id>/", views_papers.document, name="desk-document"),
    path(CASE + "documents/<uuid:document_id>/proof/", views_papers.proof, name="desk-proof"),
    path(CASE + "documents/<uuid:document_id>/<slug:verb>/", views_papers.paper_verb, name="desk-paper"),
    path(CASE + "licences/<uuid:licence_id>/", views_papers.licence, name="desk-licence"),
    path("issue/", views_issue.issue, name="desk-issue"),
    path("issue/batch/", views_issue.batch, name="desk-issue-batch"),
    path("ledger/", views_ledger.ledger, name="desk-ledger"),
    path("ledger.xlsx", views_ledger.workbook, name="desk-ledger-xlsx"),
    path("calendar/", views_days.calendar, name="desk-calendar"),
    path("stand-ins/", views_stand_ins.stand_ins, name="desk-stand-ins"),
    path("stand-ins/<uuid:stand_in_id>/end/", views_stand_ins.end_stand_in, name="desk-stand-in-end"),
    path("authorisations/", views_authorisations.authorisations, name="desk-authorisations"),
    path("authorisations/<uuid:authorisation_id>/withdraw/", views_authorisations.withdraw, name="desk-authorisation-withdraw"),
    path("handover/", views_handover.handover, name="desk-handover"),
    path("handover/<slug:verb>/", views_handover.handover_verb, name="desk-handover-verb"),
    path("day/", views_window_day.window_day, name="desk-window-day"),
    path("blanks/", views_blanks.blanks, name="desk-blanks"),
    path("blanks/day/", views_blanks.day, name="desk-blanks-day"),
    path("blanks/<slug:verb>/", views_blanks.blank_verb, name="desk-blank-verb"),
    path(CASE + "licences/<uuid:licence_id>/overlay.pdf", views_papers.overlay, name="desk-licence-overlay"),
    path(CASE + "licences/<uuid:licence_id>/<slug:verb>/", views_papers.licence_verb, name="desk-licence-verb"),
    path("assign/", views_assign.assign, name="desk-assign"),
]
