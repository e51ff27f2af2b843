"""Entering, one's own account, and the pages of everyone."""

from reports.tests.world import KEY, NONE, PERSON, UGEL

from .words import (
    ACCOMPANIED,
    EVERYONE,
    OTHERS,
    READERS,
    SPECIALISTS,
    allow,
    forbid,
    hide,
    lead_on,
    moved,
    only_send,
    row,
    told,
    unready,
)

TABLE = {
    "home": row(NONE, allow(OTHERS)),
    "search": row(NONE, allow(OTHERS), forbid(READERS, "dora")),
    "keys": row(NONE, allow(OTHERS)),
    "demo_enter": row(NONE, hide(EVERYONE)),
    "design": row(NONE, hide(EVERYONE)),  # both for a trial: nowhere without DEBUG
    "set_language": row(NONE, lead_on(EVERYONE)),
    "account_login": row(NONE, allow("nobody"), lead_on(OTHERS)),
    "account_logout": row(NONE, allow(OTHERS)),
    "account_change_password": row(NONE, lead_on(EVERYONE)),
    "account_set_password": row(NONE, allow(OTHERS)),
    "account_inactive": row(NONE, allow(EVERYONE)),
    "account_reset_password": row(NONE, allow(EVERYONE)),
    "account_reset_password_done": row(NONE, allow(EVERYONE)),
    "account_reset_password_from_key": row(KEY, allow(EVERYONE)),
    "account_reset_password_from_key_done": row(NONE, allow(EVERYONE)),
    "my_pin": row(NONE, allow(ACCOMPANIED), forbid(OTHERS)),
    "reminders": row(NONE, allow(OTHERS)),
    "my_treatment": row(NONE, allow(OTHERS)),
    "privacy": row(NONE, allow(EVERYONE)),
    "privacy_edit": row(UGEL, allow("berta", "alma"), hide("carla", "dora", ACCOMPANIED), forbid(OTHERS)),
    "choose_password": row(NONE, lead_on(EVERYONE)),
    "my_sessions": row(NONE, allow(OTHERS)),
    "account_reauthenticate": row(NONE, forbid(OTHERS)),
    "mfa_index": row(NONE, allow(OTHERS)),
    "mfa_authenticate": row(NONE, lead_on(EVERYONE)),
    "mfa_reauthenticate": row(NONE, forbid(OTHERS)),
    "mfa_activate_totp": row(NONE, allow(OTHERS)),
    "mfa_deactivate_totp": row(NONE, hide(OTHERS)),
    "mfa_view_recovery_codes": row(NONE, hide(OTHERS)),
    "mfa_generate_recovery_codes": row(NONE, allow(OTHERS)),
    "one_time_codes": row(NONE, lead_on(SPECIALISTS), forbid(OTHERS)),
    "former_one_time_codes": row(NONE, moved()),
    "sign_in_failures": row(NONE, allow("alma"), forbid(OTHERS)),
    "see_as": row(NONE, allow("alma"), forbid(OTHERS)),
    "see_as_start": row(PERSON, only_send(OTHERS)),
    "see_as_end": row(NONE, only_send(OTHERS)),
    "alive": row(NONE, allow(EVERYONE)),
    "ready": row(NONE, unready(EVERYONE)),
    "system_state": row(NONE, allow("alma"), forbid(OTHERS)),
    "unusual_reading": row(NONE, allow("alma"), forbid(OTHERS)),
    "letters_send_again": row(NONE, only_send(OTHERS)),
}

# What an empty POST answers where a GET answers 405.
POSTS = {
    "see_as_start": told(allow("alma"), forbid(OTHERS)),
    "see_as_end": told(allow(OTHERS)),
    "letters_send_again": told(allow("alma"), forbid(OTHERS)),
}

# The routes that exist only while an identity provider is configured (OIDC_ISSUER).
PROVIDER_TABLE = {
    "openid_connect_login": row(NONE, hide(EVERYONE)),
    "openid_connect_callback": row(NONE, hide(EVERYONE)),
    "socialaccount_login_cancelled": row(NONE, allow(EVERYONE)),
    "socialaccount_login_error": row(NONE, allow(EVERYONE)),
}
