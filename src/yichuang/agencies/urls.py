"""Addresses of the mall."""

from django.urls import path

from yichuang.agencies import views, views_desk, views_mine

urlpatterns = [
    path("mall/", views.mall, name="mall"),
    path("mall/agencies/", views.register, name="mall-register"),
    path("mall/agencies/<uuid:agency_id>/", views.agency, name="mall-agency"),
    path("mall/requests/<uuid:request_id>/", views.asked, name="mall-request"),
    path("mall/requests/<uuid:request_id>/lot.json", views.lot, name="mall-lot"),
    path("mine/mall/", views_mine.mine, name="my-mall"),
    path("mine/mall/new/", views_mine.new, name="my-request-new"),
    path("mine/mall/join/", views_mine.join, name="my-agency"),
    path("mine/mall/<uuid:request_id>/", views_mine.one, name="my-request"),
    path("mine/mall/<uuid:request_id>/do/<slug:verb>/", views_mine.do, name="my-request-do"),
    path("mine/mall/<uuid:request_id>/<slug:kind>.file", views_mine.file, name="my-request-file"),
    path("desk/mall/", views_desk.desk, name="desk-mall"),
    path("desk/mall/services/", views_desk.services, name="desk-mall-services"),
    path("desk/mall/services/<uuid:service_id>/end/", views_desk.end_service, name="desk-mall-service-end"),
    path("desk/mall/complaints/<uuid:complaint_id>/", views_desk.complaint, name="desk-complaint"),
    path("desk/mall/<uuid:agency_id>/", views_desk.agency, name="desk-agency"),
    path("desk/mall/<uuid:agency_id>/do/<slug:verb>/", views_desk.do, name="desk-agency-do"),
    path("desk/mall/<uuid:agency_id>/<uuid:service_id>.file", views_desk.paper, name="desk-agency-paper"),
]
