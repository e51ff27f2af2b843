"""/accounts/entidad/ : only while an identity provider is configured, and not loaded before."""

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path

urlpatterns = [
    path("login/", oidc.login, {"provider_id": "entidad"}, name="openid_connect_login"),
    path("login/callback/", oidc.callback, {"provider_id": "entidad"}, name="openid_connect_callback"),
]
