"""Every route of the site; pages of a ground-floor resource are listed here, the other floors bring their own."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from accompaniment.views import (
    assignments,
    campaigns,
    companions,
    institutions,
    logs,
    networks,
    people,
    privacy,
    registry,
    roles,
    roster,
)
from reports.views.home import home

account_urls = [  # /accounts/ : only what a person with an account needs; signing up is closed
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
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
registry_urls = [  # /registry/
    path("", registry.upload, name="registry"),
    path("<uuid:import_id>/", registry.preview, name="registry_preview"),
    path("<uuid:import_id>/confirm/", registry.confirm, name="registry_confirm"),
]
institution_urls = [  # /institutions/
    path("", institutions.institution_list, name="institutions"),
    path("export/", institutions.institutions_export, name="institutions_export"),
    path("network/", networks.network_assign, name="network_assign"),
    path("networks/import/", networks.networks_import, name="networks_import"),
    path("<int:institution_id>/", institutions.institution_detail, name="institution"),
]
people_urls = [  # /people/
    path("", people.teacher_list, name="teachers"),
    path("export/", people.people_export, name="people_export"),
    path("new/", people.teacher_new, name="teacher_new"),
    path("import/", roster.upload, name="roster"),
    path("import/template/", roster.template, name="roster_template"),
    path("import/<uuid:import_id>/", roster.preview, name="roster_preview"),
    path("import/<uuid:import_id>/confirm/", roster.confirm, name="roster_confirm"),
    path("import/<uuid:import_id>/undo/", roster.undo, name="roster_undo"),
    path("<uuid:teacher_id>/edit/", people.teacher_edit, name="teacher_edit"),
    path("<uuid:teacher_id>/history/", logs.teacher_history, name="teacher_history"),
    path("<uuid:teacher_id>/account/", people.teacher_account, name="teacher_account"),
    path("<uuid:teacher_id>/posts/new/", people.post_new, name="post_new"),
    path("posts/<int:post_id>/end/", people.post_end, name="post_end"),
    path("posts/<int:post_id>/assign/", assignments.assignment_new, name="assignment_new"),
    path("assignments/<int:assignment_id>/end/", assignments.assignment_end, name="assignment_end"),
]
companion_urls = [  # /companions/
    path("", companions.companion_list, name="companions"),
    path("export/", companions.companions_export, name="companions_export"),
    path("new/", companions.companion_new, name="companion_new"),
    path("<int:companion_id>/end/", companions.companion_end, name="companion_end"),
    path("<int:companion_id>/access/", companions.companion_access, name="companion_access"),
]
role_urls = [  # /roles/
    path("", roles.role_list, name="roles"),
    path("new/", roles.role_new, name="role_new"),
    path("<int:role_id>/end/", roles.role_end, name="role_end"),
    path("<int:role_id>/access/", roles.role_access, name="role_access"),
]
campaign_urls = [  # /campaigns/
    path("", campaigns.campaign_list, name="campaigns"),
    path("new/", campaigns.campaign_new, name="campaign_new"),
    path("<int:campaign_id>/", campaigns.campaign_detail, name="campaign"),
    path("<int:campaign_id>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("<int:campaign_id>/close/", campaigns.campaign_close, name="campaign_close"),
]
log_urls = [  # /logs/
    path("mine/", logs.my_readings, name="my_readings"),
    path("readings/", logs.reading_list, name="readings"),
    path("changes/", logs.change_list, name="changes"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("language/", set_language, name="set_language"),
    path("accounts/", include(account_urls)),
    path("registry/", include(registry_urls)),
    path("institutions/", include(institution_urls)),
    path("people/", include(people_urls)),
    path("companions/", include(companion_urls)),
    path("roles/", include(role_urls)),
    path("campaigns/", include(campaign_urls)),
    path("logs/", include(log_urls)),
    path("privacy/", privacy.privacy, name="privacy"),
    path("instruments/", include("rubrics.urls")),
    path("visits/", include("visits.urls")),
    path("reports/", include("reports.urls")),
]
