"""Every route of the site; pages of a ground-floor resource are listed here, the other floors bring their own."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from accompaniment.views import (
    assignments,
    campaign_copies,
    campaigns,
    companions,
    entry,
    institutions,
    logs,
    merging,
    networks,
    people,
    pins,
    privacy,
    regional,
    registry,
    reminders,
    roles,
    roster,
    see_as,
    slips,
)
from reports.home import home

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
    path("choose/", entry.choose_password, name="choose_password"),
    path("sessions/", entry.my_sessions, name="my_sessions"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
second_factor_urls = [  # /accounts/second-step/
    path("", mfa.index, name="mfa_index"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("code/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("phone/", totp.activate_totp, name="mfa_activate_totp"),
    path("phone/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("spare-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("spare-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
provider_urls = [  # /accounts/entidad/ : only while an identity provider is configured
    path("login/", oidc.login, {"provider_id": "entidad"}, name="openid_connect_login"),
    path("login/callback/", oidc.callback, {"provider_id": "entidad"}, name="openid_connect_callback"),
]
see_as_urls = [  # /see-as/
    path("", see_as.see_as, name="see_as"),
    path("<int:user_id>/", see_as.see_as_start, name="see_as_start"),
    path("end/", see_as.see_as_end, name="see_as_end"),
]
registry_urls = [  # /registry/
    path("", registry.upload, name="registry"),
    path("<uuid:import_id>/", registry.preview, name="registry_preview"),
    path("<uuid:import_id>/progress/", registry.progress, name="registry_progress"),
    path("<uuid:import_id>/confirm/", registry.confirm, name="registry_confirm"),
    path("<uuid:import_id>/cancel/", registry.cancel, name="registry_cancel"),
    path("<uuid:import_id>/rows/", registry.rows, name="registry_rows"),
    path("<uuid:import_id>/rows/export/", registry.rows_export, name="registry_rows_export"),
]
institution_urls = [  # /institutions/
    path("", institutions.institution_list, name="institutions"),
    path("export/", institutions.institutions_export, name="institutions_export"),
    path("network/", networks.network_assign, name="network_assign"),
    path("networks/import/", networks.networks_import, name="networks_import"),
    path("<int:institution_id>/", institutions.institution_detail, name="institution"),
    path("<int:institution_id>/move/", institutions.institution_move, name="institution_move"),
]
people_urls = [  # /people/
    path("", people.teacher_list, name="teachers"),
    path("export/", people.people_export, name="people_export"),
    path("new/", people.teacher_new, name="teacher_new"),
    path("duplicates/", merging.duplicate_list, name="duplicates"),
    path("duplicates/<uuid:teacher_id>/<uuid:other_id>/", merging.duplicate, name="duplicate"),
    path("duplicates/<uuid:teacher_id>/<uuid:other_id>/apart/", merging.duplicate_dismiss, name="duplicate_dismiss"),
    path("slips/", slips.slips, name="slips"),
    path("import/", roster.upload, name="roster"),
    path("import/template/", roster.template, name="roster_template"),
    path("import/<uuid:import_id>/", roster.preview, name="roster_preview"),
    path("import/<uuid:import_id>/confirm/", roster.confirm, name="roster_confirm"),
    path("import/<uuid:import_id>/refused/", roster.refused, name="roster_refused"),
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
    path("<int:campaign_id>/copy/", campaign_copies.campaign_copy, name="campaign_copy"),
    path("<int:campaign_id>/letterhead/", campaigns.campaign_image, name="campaign_image"),
    path("<int:campaign_id>/letterhead.png", campaigns.campaign_letterhead, name="campaign_letterhead"),
    path("regional/new/", regional.regional_new, name="regional_new"),
    path("regional/<int:campaign_id>/", regional.regional_detail, name="regional_campaign"),
    path("regional/<int:campaign_id>/edit/", regional.regional_edit, name="regional_edit"),
    path("regional/<int:campaign_id>/start/", campaign_copies.campaign_from_regional, name="campaign_from_regional"),
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
    path("accounts/second-step/", include(second_factor_urls)),
    path("see-as/", include(see_as_urls)),
    path("registry/", include(registry_urls)),
    path("institutions/", include(institution_urls)),
    path("people/", include(people_urls)),
    path("companions/", include(companion_urls)),
    path("roles/", include(role_urls)),
    path("campaigns/", include(campaign_urls)),
    path("logs/", include(log_urls)),
    path("reminders/", reminders.reminders, name="reminders"),
    path("my-pin/", pins.my_pin, name="my_pin"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("instruments/", include("rubrics.urls")),
    path("visits/", include("visits.urls")),
    path("reports/", include("reports.urls")),
]
if settings.OIDC["issuer"]:
    urlpatterns.append(path("accounts/entidad/", include(provider_urls)))

handler400 = "accompaniment.views.errors.bad_request"
handler403 = "accompaniment.views.errors.permission_denied"
handler404 = "accompaniment.views.errors.not_found"
