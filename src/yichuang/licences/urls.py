"""Addresses of public verification; the QR code of every licence and document leads to `verify-token`."""

from django.urls import path

from yichuang.licences import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/file/", views.verify_file, name="verify-file"),
    path("verify/<str:token>/", views.verify_token, name="verify-token"),
]
