"""/accounts/entidad/ : only while an identity provider is configured, and not loaded before."""

from django.urls import path

from . import provider_pages as pages

urlpatterns = [
    path("login/", pages.provider_login, {"provider_id": "entidad"}, name="openid_connect_login"),
    path("login/callback/", pages.provider_callback, {"provider_id": "entidad"}, name="openid_connect_callback"),
    path("login/cancelled/", pages.provider_cancelled, name="socialaccount_login_cancelled"),
    path("login/error/", pages.provider_error, name="socialaccount_login_error"),
]
