"""The settings that a backup tells, and the names of those that it must not hold."""

from __future__ import annotations

import os
import subprocess

from django.conf import settings
from django.utils.translation import gettext_lazy

# As they stand in .env.example; a test finds one that is in none of the three.
CARRIED = (
    "DEBUG", "SITE_URL", "ALLOWED_HOSTS", "SECURE_COOKIES", "CSRF_TRUSTED_ORIGINS", "ONE_TIME_CODE_DAYS",
    "REQUIRE_SECOND_FACTOR", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_NAME", "OIDC_DOCUMENT_CLAIM", "DEFAULT_FROM_EMAIL",
    "LOG_LEVEL", "RETENTION_YEARS", "PRIVACY_CONTACT", "HSTS_SECONDS", "HSTS_SUBDOMAINS", "HSTS_PRELOAD",
    "RECORDS_A_DAY", "FAILED_ENTRIES_A_DAY", "EXPORTS_AN_HOUR",
)  # fmt: skip
OF_THE_MACHINE = ("ENV_FILE", "VAR_DIR", "STATIC_DIR", "PORT", "BIND", "TRUSTED_PROXIES", "DATABASE_POOLER")
SECRETS = {
    "SECRET_KEY": gettext_lazy("sin la misma clave nadie puede usar su segundo paso ni los códigos ya impresos"),
    "SECRET_KEY_FALLBACKS": gettext_lazy("con ellas se lee lo que se guardó antes de cambiar la clave"),
    "DATABASE_URL": gettext_lazy("tiene la clave de la base"),
    "CELERY_BROKER_URL": gettext_lazy("puede tener la clave de la cola"),
    "EMAIL_URL": gettext_lazy("tiene la clave del correo"),
    "OIDC_CLIENT_SECRET": gettext_lazy("lo da el proveedor de identidad"),
}


def carried() -> dict[str, str]:
    """The settings that somebody wrote, as they were written; what is not here had its default."""
    return {name: os.environ[name] for name in CARRIED if os.environ.get(name)}


def apart() -> dict[str, str]:
    """The secrets that are in use, with why they must be carried apart."""
    return {name: str(why) for name, why in SECRETS.items() if name == "SECRET_KEY" or _is_set(name)}


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def release() -> str:
    """The commit of this code; empty where nobody knows it."""
    command = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
