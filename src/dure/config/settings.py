"""Django's settings. Everything that differs between installations comes from the environment.

DURE_HOME            folder of the installation
DURE_DATABASE_URL    postgresql://… of the application role (set by the supervisor, or by hand)
DURE_NATS_URL        nats://user:password@host:port
DURE_SECRET_KEY      key of signatures; otherwise read from the folder of secrets
DURE_HOSTS           names and addresses under which the pages are reached, with commas
DURE_HTTPS           1: the pages are reached over https only, by a proxy (cookies, redirect, HSTS)
DURE_HTTPS_LISTEN    host:port: the pages are served over https too, with a certificate of the plant's own
DURE_LINK_LISTEN     host:port: a hub lets plants dial in there
DURE_LINK_ADDRESS    host:port by which plants reach it, where that is another one; it goes into invitations
DURE_LINK_NAME       name of the hub in invitations
DURE_DEBUG           1: Django's debug pages; never in a plant
"""

import os
import secrets
from pathlib import Path

from dure.config import addresses, database, home, hosts, side

HOME = home.current()
SIDE = side.of(HOME)
BASE = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("DURE_DEBUG") == "1"
HTTPS_LISTEN = os.environ.get("DURE_HTTPS_LISTEN", "")
HTTPS_PORT = int(HTTPS_LISTEN.rpartition(":")[2] or 0)
BEHIND_HTTPS = os.environ.get("DURE_HTTPS") == "1"
HTTPS = BEHIND_HTTPS or bool(HTTPS_PORT)
HTTPS_AUTHORITY = HOME.authority
SIGNING_DIR = HOME.secret_folder
LINK_ADDRESS = addresses.link_address(os.environ.get("DURE_LINK_ADDRESS", ""), os.environ.get("DURE_LINK_LISTEN", ""))
LINK_NAME = os.environ.get("DURE_LINK_NAME", "")
HISTORY_DIR = HOME.history
NATS_URL = os.environ.get("DURE_NATS_URL") or addresses.nats_url(HOME)


def _secret_key() -> str:
    given = os.environ.get("DURE_SECRET_KEY")
    if given:
        return given
    # Without an installation (checks, tests, making migrations) a key that lasts for this process is enough.
    return HOME.secret("django") if HOME.has_secret("django") else secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = hosts.allowed(os.environ.get("DURE_HOSTS", ""), os.environ.get("DURE_LISTEN", ""), HTTPS_LISTEN)
CSRF_TRUSTED_ORIGINS = hosts.origins(os.environ.get("DURE_HOSTS", ""), https=HTTPS)

# Bottom to top, as in the order of the house.
CONTEXTS: tuple[str, ...] = (
    "dure.events",
    "dure.web",
    "dure.plant",
    "dure.ledger",
    "dure.inventory",
    "dure.telemetry",
    "dure.product",
    "dure.commerce",
    "dure.production",
    "dure.safety",
    "dure.maintenance",
    "dure.quality",
    "dure.performance",
    "dure.planning",
    "dure.decisions",
    "dure.mentoring",
    *(["dure.programme"] if SIDE is side.Side.HUB else []),
    "dure.exchange",
)


INSTALLED_APPS = [
    *CONTEXTS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "procrastinate.contrib.django",
    "template_partials",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
"""So that a widget can be drawn by a template of dure.web."""

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dure.web.https.HttpsMiddleware",
    "dure.web.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dure.web.uploads.UploadMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *(
        ["dure.programme.middleware.ScopeMiddleware", "dure.programme.trail_middleware.TrailMiddleware"]
        if SIDE is side.Side.HUB
        else []
    ),
    "dure.web.access.AccessMiddleware",
    "dure.web.once.OnceMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dure.web.shell.shell",
            ],
        },
    }
]

ROOT_URLCONF = "dure.config.urls"
ASGI_APPLICATION = "dure.config.asgi.application"
DATABASES = {
    "default": database.settings_from(
        os.environ.get("DURE_DATABASE_URL") or addresses.database_url(HOME),
        pool=os.environ.get("DURE_DATABASE_POOL") == "1",
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "plant.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
OTP_TOTP_ISSUER = "Dure"
# Off only for demonstrations and tests: desks of planners, offices and owners then need a password alone.
SECOND_FACTOR = os.environ.get("DURE_SECOND_FACTOR") != "off"

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
USE_I18N = True
LOCALE_PATHS = [BASE / "config" / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Seoul"
LANGUAGE_COOKIE_NAME = "dure_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

STATIC_URL = "/static/"
MEDIA_ROOT = HOME.media
MEDIA_URL = "/media/"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_HTTPS
SECURE_HSTS_PRELOAD = BEHIND_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("DURE_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DURE_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "procrastinate": {"level": "WARNING"},
    },
}
