"""Every route of the site: each room declares its own, and here are their prefixes."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from accompaniment.health.urls import probe_urls
from accompaniment.logs.urls import person_urls, privacy_urls
from reports.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("language/", set_language, name="set_language"),
    path("accounts/", include("accompaniment.entry.urls")),
    path("", include("accompaniment.navigation.urls")),
    path("see-as/", include("accompaniment.entry.impersonation.urls")),
    path("registry/", include("accompaniment.registry.urls")),
    path("institutions/", include("accompaniment.territory.urls")),
    path("people/duplicates/", include("accompaniment.merging.urls")),
    path("people/", include("accompaniment.roster.urls")),
    path("people/", include(person_urls)),
    path("people/", include("accompaniment.people.urls")),
    path("companions/", include("accompaniment.people.companions.urls")),
    path("roles/", include("accompaniment.accounts.roles.urls")),
    path("campaigns/", include("accompaniment.campaigns.urls")),
    path("exports/", include("accompaniment.exports.urls")),
    path("saved-views/", include("accompaniment.saved_views.urls")),
    path("logs/", include("accompaniment.logs.urls")),
    path("", include("accompaniment.accounts.urls")),
    path("system/", include("accompaniment.health.urls")),
    path("system/", include("accompaniment.alarms.urls")),
    path("", include(probe_urls)),
    path("privacy/", include(privacy_urls)),
    path("instruments/", include("rubrics.urls")),
    path("visits/", include("visits.urls")),
    path("reports/", include("reports.urls")),
    path("", include("demo.urls")),
]
if settings.OIDC["issuer"]:
    urlpatterns.append(path("accounts/entidad/", include("accompaniment.entry.provider_urls")))

handler500 = "accompaniment.submissions.error_pages.server_error"
handler400 = "accompaniment.submissions.error_pages.bad_request"
handler403 = "accompaniment.submissions.error_pages.permission_denied"
handler404 = "accompaniment.submissions.error_pages.not_found"
