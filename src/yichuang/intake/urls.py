"""Addresses of handing in: the applicant's walk, what comes after sending, and the window's desk."""

from django.urls import path

from yichuang.intake import views, views_after, views_desk, views_licences, views_preview, views_promises, views_together

urlpatterns = [
    path("apply/<uuid:version_id>/", views.apply, name="apply"),
    path("licences/<uuid:licence_id>/renewal/", views_licences.ask, {"purpose": "renewal"}, name="licence-renewal"),
    path("licences/<uuid:licence_id>/change/", views_licences.ask, {"purpose": "change"}, name="licence-change"),
    path("themes/<slug:code>/start/", views_together.start, name="joint-start"),
    path("drafts/<uuid:draft_id>/items/", views_together.items, name="draft-items"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/", views.draft, name="draft"),
    path("drafts/<uuid:draft_id>/questions/<slug:key>/", views.question, name="draft-page"),
    path("drafts/<uuid:draft_id>/materials/<str:code>/", views.material, name="draft-material"),
    path("drafts/<uuid:draft_id>/files/<uuid:stored_id>/", views.stored_file, name="draft-file"),
    path("drafts/<uuid:draft_id>/check/", views.check, name="draft-check"),
    path("drafts/<uuid:draft_id>/drop/", views.drop, name="draft-drop"),
    path("applications/<uuid:case_id>/received/", views_after.received, name="received"),
    path("applications/<uuid:case_id>/correction/", views_after.correction, name="correction"),
    path("applications/<uuid:case_id>/supplements/<uuid:act_id>/", views_after.supplement, name="supplement"),
    path("applications/<uuid:case_id>/tolerance/", views_promises.tolerance, name="tolerance"),
    path("applications/<uuid:case_id>/promise/", views_promises.promise, name="promise"),
    path("applications/<uuid:case_id>/withdraw/", views_after.withdraw, name="withdraw-application"),
    path("applications/<uuid:case_id>/receipt/", views_after.receipt, name="receipt-file"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/", views_after.case_file, name="case-file"),
    path("studio/versions/<uuid:version_id>/form/", views_preview.form, name="studio-form-preview"),
    path("desk/receive/", views_desk.receive, name="desk-receive"),
    path("desk/consult/<uuid:version_id>/", views_desk.consult, name="desk-consult"),
    path("desk/consult/notes/<uuid:document_id>/", views_desk.note, name="desk-consult-note"),
    path("desk/receive/licences/<uuid:licence_id>/renewal/", views_licences.take, {"purpose": "renewal"}, name="desk-licence-renewal"),
    path("desk/receive/licences/<uuid:licence_id>/change/", views_licences.take, {"purpose": "change"}, name="desk-licence-change"),
    path("desk/receive/<uuid:version_id>/", views_desk.begin, name="desk-receive-item"),
    path("desk/receive/drafts/<uuid:draft_id>/", views_desk.fill, name="desk-receive-draft"),
    path("desk/receive/drafts/<uuid:draft_id>/files/<uuid:stored_id>/", views_desk.stored_file, name="desk-receive-file"),
    path("desk/receive/done/<uuid:case_id>/", views_desk.done, name="desk-received"),
]
