"""/accounts/ : only what a person with an account needs; signing up is closed."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import include, path, re_path

from . import failure_pages, pages

second_factor_urls = [  # /accounts/second-step/
    path("", mfa.index, name="mfa_index"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("code/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("phone/", totp.activate_totp, name="mfa_activate_totp"),
    path("phone/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("spare-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("spare-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(  # the key has dashes of its own: the account ends at the first one
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("choose/", pages.choose_password, name="choose_password"),
    path("sessions/", pages.my_sessions, name="my_sessions"),
    path("failures/", failure_pages.sign_in_failures, name="sign_in_failures"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("second-step/", include(second_factor_urls)),
]
