"""Addresses of ratings."""

from django.urls import path

from yichuang.evaluation import views

urlpatterns = [
    path("rate/<uuid:case_id>/", views.rate, name="rate"),
    path("rate/<uuid:case_id>/visit/", views.rate, {"occasion": "visit"}, name="rate-visit"),
    path("ratings/<str:code>/", views.item_ratings, name="item-ratings"),
    path("desk/ratings/", views.desk, name="desk-ratings"),
    path("desk/ratings/<uuid:rating_id>/", views.answer, name="desk-rating-answer"),
]
