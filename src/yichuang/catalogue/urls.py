"""Addresses of the public catalogue."""

from django.urls import path

from yichuang.catalogue import (
    views,
    views_agreements,
    views_delegation,
    views_elements,
    views_powers,
    views_prerequisites,
    views_situation,
    views_situation_studio,
    views_smart,
)

urlpatterns = [
    path("items/", views.search, name="search"),
    path("items/stages/", views.stages, name="stages"),
    path("items/<uuid:version_id>/", views.guide, name="guide"),
    path("items/<uuid:version_id>/notice/", views.notice, name="guide-notice"),
    path("items/<uuid:version_id>/situation/", views_situation.situation, name="guide-situation"),
    path("samples/<uuid:sample_id>/", views.sample, name="sample"),
    path("items/<str:code>/", views.item, name="item"),
    path("open/delegations/", views_delegation.delegations, name="delegations"),
    path("open/anywhere/", views_agreements.anywhere, name="anywhere"),
    path("studio/agreements/", views_agreements.studio_agreements, name="studio-agreements"),
    path("studio/agreements/<uuid:agreement_id>/end/", views_agreements.studio_agreement_end, name="studio-agreement-end"),
    path("open/parity/", views_delegation.parity, name="parity"),
    path("studio/delegations/", views_delegation.studio_delegations, name="studio-delegations"),
    path("studio/delegations/<uuid:delegation_id>/end/", views_delegation.studio_delegation_end, name="studio-delegation-end"),
    path("studio/delegations/<uuid:delegation_id>/follow-up/", views_delegation.studio_delegation_follow_up, name="studio-delegation-follow-up"),
    path("studio/versions/<uuid:version_id>/situation/", views_situation_studio.situation, name="studio-situation"),
    path("studio/versions/<uuid:version_id>/smart/", views_smart.smart, name="studio-smart"),
    path("studio/versions/<uuid:version_id>/situation/preview/", views_situation_studio.preview, name="studio-situation-preview"),
    path("open/powers/", views_powers.power_list, name="powers"),
    path("open/powers/<uuid:power_id>/", views_powers.power_page, name="power"),
    path("open/powers.<slug:ending>", views_powers.power_file, name="powers-file"),
    path("studio/powers/", views_powers.studio_powers, name="studio-powers"),
    path("studio/powers/new/", views_powers.studio_power, name="studio-power-new"),
    path("studio/powers/<uuid:power_id>/", views_powers.studio_power, name="studio-power"),
    path("studio/powers/<uuid:power_id>/end/", views_powers.studio_power_end, name="studio-power-end"),
    path("studio/elements/", views_elements.elements, name="studio-elements"),
    path("studio/elements/merged/", views_elements.merged, name="studio-merged"),
    path("studio/elements/<str:code>/", views_elements.element, name="studio-element"),
    path("prerequisites/", views_prerequisites.decided, name="prerequisites"),
    path("studio/prerequisites/", views_prerequisites.prerequisites, name="studio-prerequisites"),
    path("studio/prerequisites/<uuid:docket_id>/", views_prerequisites.docket, name="studio-docket"),
]
