"""Addresses of signing in and of one's own account."""

from django.urls import path

from yichuang.organisations import views, views_account

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.sign_in_code, name="sign-in-code"),
    path("sign-in/staff/", views.staff_sign_in, name="staff-sign-in"),
    path("sign-in/second/", views.second_factor_page, name="second-factor"),
    path("sign-in/set-up/", views.set_second_factor, name="set-second-factor"),
    path("sign-in/recovery/", views.recover, name="recover"),
    path("sign-in/resume/", views.resume, name="resume"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("register/", views_account.register, name="register"),
    path("account/", views_account.account, name="account"),
    path("account/act-for/", views_account.act_for, name="act-for"),
    path("account/company/", views_account.register_company, name="register-company"),
    path("account/mandates/", views_account.give_mandate, name="give-mandate"),
    path("account/mandates/<uuid:mandate_id>/end/", views_account.end_mandate, name="end-mandate"),
    path("local-gateway/", views.local_gateway, name="local-gateway"),
]
