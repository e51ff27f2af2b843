"""The site's routes as they are while an identity provider is configured."""

from django.urls import include, path

from accompaniment.urls import urlpatterns as site

urlpatterns = [*site, path("accounts/entidad/", include("accompaniment.entry.provider_urls"))]
