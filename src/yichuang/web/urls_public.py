"""Addresses of tracking, of one's own pages, and of what is public."""

from django.urls import path

from yichuang.web import (
    views_catalogues,
    views_mine,
    views_my_together,
    views_notices,
    views_open,
    views_organs,
    views_projects,
    views_smart,
    views_track,
)

urlpatterns = [
    path("track/", views_track.track, name="track"),
    path("track/code/", views_track.track_code, name="track-code"),
    path("track/<uuid:case_id>/", views_track.track_case, name="track-case"),
    path("track/<uuid:case_id>/documents/<uuid:document_id>/", views_track.paper, name="track-paper"),
    path("track/<uuid:case_id>/licences/<uuid:licence_id>/", views_track.licence, name="track-licence"),
    path("mine/", views_mine.mine, name="mine"),
    path("mine/projects/", views_projects.my_projects, name="my-projects"),
    path("mine/projects/new/", views_projects.register, name="project-new"),
    path("mine/projects/<str:number>/", views_projects.my_project, name="my-project"),
    path("mine/messages/", views_mine.read_messages, name="read-messages"),
    path("mine/<uuid:case_id>/", views_mine.my_case, name="my-case"),
    path("mine/<uuid:case_id>/urge/", views_mine.urge, name="my-urge"),
    path("mine/<uuid:case_id>/service/", views_mine.service, name="my-service"),
    path("mine/<uuid:case_id>/hearings/<uuid:act_id>/", views_mine.hearing, name="my-hearing"),
    path("mine/<uuid:case_id>/statement/", views_mine.own_statement, name="my-own-statement"),
    path("mine/<uuid:case_id>/statements/<uuid:act_id>/", views_mine.statement, name="my-statement"),
    path("mine/<uuid:case_id>/automatic/", views_smart.mine, name="my-smart"),
    path("my/together/<str:number>/", views_my_together.my_together, name="my-together"),
    path("my/together/<str:number>/<uuid:branch_id>/<slug:verb>/", views_my_together.branch, name="my-together-branch"),
    path("open/", views_open.open_government, name="open"),
    path("open/decisions/", views_open.decisions, name="open-decisions"),
    path("organs/", views_organs.organs, name="organs"),
    path("organs/<uuid:organ_id>/", views_organs.organ, name="organ"),
    path("open/catalogues/", views_catalogues.catalogues, name="open-catalogues"),
    path("open/catalogues/<slug:key>/", views_catalogues.one, name="open-catalogue"),
    path("open/catalogues/<slug:key>/<slug:format>/", views_catalogues.file, name="open-catalogue-file"),
    path("open/changes/", views_notices.notices, name="open-changes"),
    path("open/changes/<uuid:request_id>/", views_notices.notice, name="open-change"),
    path("accessibility/", views_open.accessibility, name="accessibility"),
    path("privacy/", views_open.privacy, name="privacy"),
]
