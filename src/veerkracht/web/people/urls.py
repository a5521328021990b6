"""Addresses of signing in, of one's own account, of the accounts that somebody keeps, and of invitations."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from django.urls import URLPattern, URLResolver, include, path, re_path

from veerkracht.web.people import sign_in_views, views_account, views_people

_own = (
    [
        path("", views_account.home, name="home"),
        path("welcome/", views_account.welcome, name="welcome"),
        path("export/", views_account.export, name="export"),
        path("sign-out-everywhere/", views_account.sign_out_all, name="sign-out-everywhere"),
        path("refused/", views_account.refused, name="refused"),
    ],
    "account",
)
_people = (
    [
        path("", views_people.index, name="index"),
        path("invite/", views_people.invite_page, name="invite"),
        path("roles/", views_people.roles, name="roles"),
        path("invitations/<int:pk>/withdraw/", views_people.withdraw_page, name="withdraw"),
        path("<int:pk>/", views_people.person, name="person"),
        path("<int:pk>/roles/<int:assignment>/end/", views_people.end, name="end"),
        path("<int:pk>/close/", views_people.close, name="close"),
        path("<int:pk>/second-factor/", views_people.reset, name="reset"),
        path("<int:pk>/reopen/", views_people.reopen, name="reopen"),
        path("<int:pk>/export/", views_people.export, name="export"),
        path("<int:pk>/erase/", views_people.erase, name="erase"),
    ],
    "people",
)
_sign_in: list[URLPattern | URLResolver] = [
    path("login/", sign_in_views.SignInView.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", sign_in_views.InactiveView.as_view(), name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/forgotten/", sign_in_views.ForgottenView.as_view(), name="account_reset_password"),
    path("password/forgotten/sent/", sign_in_views.ForgottenDoneView.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in_views.NewPasswordView.as_view(), name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/", sign_in_views.NewPasswordDoneView.as_view(), name="account_reset_password_from_key_done"
    ),
    path("second-factor/", factor.index, name="mfa_index"),
    path("second-factor/code/", sign_in_views.CodeView.as_view(), name="mfa_authenticate"),
    path("second-factor/again/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", app.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/recovery/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/recovery/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include(_sign_in)),
    path("account/", include(_own)),
    path("people/", include(_people)),
    path("invitation/<str:token>/", views_account.invitation, name="invitation"),
]
