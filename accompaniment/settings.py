"""Settings, read from the environment; .env.example lists every variable."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages

from . import engines, environment, secret_keys
from .timetable import timetable

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / environment.text("ENV_FILE", default=".env"))

# --- Where things are kept -------------------------------------------------------------------------------------
VAR_DIR = environment.directory("VAR_DIR", default=BASE_DIR / "var")
# Uploads and issued documents: served by views that ask the access rule, never by URL.
PRIVATE_ROOT = environment.private(VAR_DIR / "private")

# --- Safety ----------------------------------------------------------------------------------------------------
DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = secret_keys.secret_key("SECRET_KEY", debug=DEBUG, var=VAR_DIR)
SECRET_KEY_FALLBACKS = secret_keys.former_keys("SECRET_KEY_FALLBACKS", debug=DEBUG)
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", debug=DEBUG)
SECURE_COOKIES = environment.flag("SECURE_COOKIES", default=not DEBUG)
PORT = environment.port("PORT", default=8000)  # where `make run` serves
BIND = environment.text("BIND", default="127.0.0.1")  # on which address of this machine
SITE_URL = environment.site("SITE_URL", default=f"http://127.0.0.1:{PORT}")
environment.require_safe(debug=DEBUG, hosts=ALLOWED_HOSTS, secure_cookies=SECURE_COOKIES, site_url=SITE_URL)
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES", debug=DEBUG)  # of others, no forwarded header is believed

CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
if SECURE_COOKIES:  # with this prefix a browser takes them from this very host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
# Browsers insist on HTTPS for this long, whatever happens to the certificate: an hour until all is known to work.
HSTS_SECONDS = environment.seconds("HSTS_SECONDS", default=60 * 60)
SECURE_HSTS_SECONDS = HSTS_SECONDS if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = environment.flag("HSTS_PRELOAD", default=False)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked from within, past the proxy
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "accompaniment.entry.expired.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Apps, pages and addresses -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "accompaniment",
    "rubrics",
    "visits",
    "reports",
    "demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "accompaniment.middleware.RequestIdMiddleware",
    "accompaniment.middleware.JsonMiddleware",
    "accompaniment.lib.addresses.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accompaniment.middleware.BodyLimitMiddleware",
    "accompaniment.middleware.ReceivedTextMiddleware",
    "accompaniment.lib.sealed_words.SealedWordsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accompaniment.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accompaniment.middleware.PersonalPagesMiddleware",
    "accompaniment.middleware.SessionsMiddleware",
    "accompaniment.middleware.ActingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accompaniment.middleware.FirstThingsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accompaniment.entry.impersonation.session.SeeAsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "accompaniment.middleware.NotAllowedPageMiddleware",
    "accompaniment.middleware.NotFoundPageMiddleware",
]
ROOT_URLCONF = "accompaniment.urls"
WSGI_APPLICATION = "accompaniment.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accompaniment.navigation.header_groups.navigation",
            ]
        },
    }
]
MESSAGE_TAGS = {messages.ERROR: "danger"}  # as Bootstrap calls it
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
SILENCED_SYSTEM_CHECKS = [
    "account.W001",  # signing up is closed, so a sign-up form without e-mail cannot matter
    "security.W005",  # other hosts of the domain are not ours to bind; HSTS_SUBDOMAINS and
    "security.W021",  # HSTS_PRELOAD are there for whose they are
]

# --- Database --------------------------------------------------------------------------------------------------
DATABASES = {"default": engines.database(VAR_DIR, debug=DEBUG)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, whatever the queue is: what limits guessing counts in every process together, and goes on counting
# while Redis is away.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accompaniment_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # so that nobody wipes a count by filling the table
    }
}

# --- Background work -------------------------------------------------------------------------------------------
CELERY_BROKER_URL = environment.broker("CELERY_BROKER_URL")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = engines.broker_options(CELERY_BROKER_URL, VAR_DIR)
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0}
CELERY_TASK_SOFT_TIME_LIMIT = engines.TASK_MINUTES * 60
CELERY_TASK_TIME_LIMIT = CELERY_TASK_SOFT_TIME_LIMIT + 60
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES: dict[str, dict[str, Any]] = {"celery": {}, "letters": {}}  # a worker serves both, or those of -Q
CELERY_TASK_ROUTES = {"accompaniment.tasks.send_letters": {"queue": "letters"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # progress and outcome live in ReportJob
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "America/Lima"
CELERY_BEAT_SCHEDULER = "accompaniment.lib.steady_beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE = timetable(CELERY_TASK_QUEUES)

# --- People ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accompaniment.User"
AUTHENTICATION_BACKENDS = ["accompaniment.backends.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accompaniment.entry.validators.{name}"}
    for name in ("UnlikeOneselfValidator", "UncommonPasswordValidator", "OwnPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accompaniment.entry.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # that e-mail would offer to sign up
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    name: f"accompaniment.entry.forms.{form}"
    for name, form in (
        ("login", "LoginForm"),
        ("change_password", "ChangePasswordForm"),
        ("set_password", "SetPasswordForm"),
        ("reset_password", "ResetPasswordForm"),
        ("reset_password_from_key", "ResetPasswordKeyForm"),
        ("reauthenticate", "ReauthenticateForm"),
    )
}
# docs/access.md says why these are enough for a password of eight digits and a printed code of ten.
# A key is an account as tried from one address; the second limit is of the account from everywhere together.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key,30/d/key", "login_failed_anywhere": "60/d/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # seconds; whoever gives ways in says anew who she is (access/guards.py)
ONE_TIME_CODE_DAYS = environment.days("ONE_TIME_CODE_DAYS", default=14, most=60)
REQUIRE_SECOND_FACTOR = environment.flag("REQUIRE_SECOND_FACTOR", default=not DEBUG)  # of administrators
MFA_ADAPTER = "accompaniment.entry.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Acompaña"
MFA_TOTP_TOLERANCE = 1  # the clock of a phone without signal drifts
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    name: f"accompaniment.entry.forms.{form}"
    for name, form in (
        ("authenticate", "CodeForm"),
        ("reauthenticate", "CodeAgainForm"),
        ("activate_totp", "ActivateCodeForm"),
    )
}

# An identity provider (OpenID Connect), when one is configured: its routes exist only then, and it makes no accounts.
OIDC = {
    "client_id": environment.text("OIDC_CLIENT_ID", default=""),
    "client_secret": environment.text("OIDC_CLIENT_SECRET", default=""),
    "name": environment.text("OIDC_NAME", default=""),
}
OIDC_DOCUMENT_CLAIM = environment.text("OIDC_DOCUMENT_CLAIM", default="")
OIDC["issuer"] = environment.identity_provider(
    "OIDC_ISSUER", debug=DEBUG, needed={f"OIDC_{name.upper()}": value for name, value in OIDC.items()}
)
SOCIALACCOUNT_ADAPTER = "accompaniment.entry.identity_provider.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another site would break "form-action 'self'"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": environment.provider_apps(OIDC)}}
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 7  # a link on paper may travel for days to a promoter's community
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
vars().update(environment.mail("EMAIL_URL", debug=DEBUG))
EMAIL_TIMEOUT = 10  # seconds, for each thing that is said to the mail server
DEFAULT_FROM_EMAIL = environment.sender("DEFAULT_FROM_EMAIL", debug=DEBUG, default="Acompaña <no-responder@localhost>")

# --- Personal data: how long it is kept, and whom to write to about it ------------------------------------------
RETENTION_YEARS = environment.years("RETENTION_YEARS", default=5)  # `manage.py purge_personal_data` applies it
# Past these an administrator is told (alarms/), or a person has to wait (audit/services.py).
RECORDS_A_DAY = environment.count("RECORDS_A_DAY", of="records", default=150)
FAILED_ENTRIES_A_DAY = environment.count("FAILED_ENTRIES_A_DAY", of="failures", default=300)
EXPORTS_AN_HOUR = environment.count("EXPORTS_AN_HOUR", of="exports", default=20)
PRIVACY_CONTACT = environment.text("PRIVACY_CONTACT", default="")  # the entity's officer for personal data

# --- Words, dates, files ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "accompaniment.formats"
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "America/Lima"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(environment.text("STATIC_DIR", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "woff2", "ttf"]  # fonts are for documents: no browser asks
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "accompaniment.lib.static_files.StaticFiles",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},  # a proxy serves them
    },
}
# What any page takes stays in memory; only pages that take files, of who may send them, let more in (lib/bodies.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "accompaniment.lib.request_ids.WithRequestId"},
        "no reasons": {"()": "accompaniment.lib.log_lines.WithoutReasons"},
    },
    "formatters": {
        "line": {
            "class": "accompaniment.lib.log_lines.OneLine",
            "format": "{asctime} {levelname} {request_id} {name}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request", "no reasons"]}
    },
    "loggers": {"weasyprint.progress": {"level": "WARNING"}},  # it logs every step of every document
    "root": {"handlers": ["console"], "level": environment.level("LOG_LEVEL", default="INFO")},
}
