"""Addresses of the desk."""

from django.urls import path

from yichuang.web import (
    views_case,
    views_days,
    views_desk,
    views_issue,
    views_ledger,
    views_licences,
    views_papers,
    views_publicity,
    views_stand_ins,
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
    path("licences/", views_licences.register, name="desk-licences"),
    path("licences/<uuid:licence_id>/", views_licences.licence, name="desk-licence-life"),
    path("licences/<uuid:licence_id>/<slug:verb>/", views_licences.do, name="desk-licence-do"),
    path("ledger/", views_ledger.ledger, name="desk-ledger"),
    path("ledger.xlsx", views_ledger.workbook, name="desk-ledger-xlsx"),
    path("publicity/", views_publicity.publicity, name="desk-publicity"),
    path("publicity/table/", views_publicity.table, name="desk-publicity-table"),
    path("calendar/", views_days.calendar, name="desk-calendar"),
    path("stand-ins/", views_stand_ins.stand_ins, name="desk-stand-ins"),
]
