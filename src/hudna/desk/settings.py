"""Settings of the one Django project. What a mission may set comes in through the environment; ``hudna desk`` sets it.

``HUDNA_DESK_CASE``, ``HUDNA_DESK_FOLDER``: the case and the folder of its desk. ``HUDNA_DESK_HOSTS``: names under which
it is reached, by comma. ``HUDNA_DESK_TILES``: a tile server for the map, as ``https://tiles.example/{z}/{x}/{y}.png``.
``HUDNA_DESK_DEMO``: ``1`` signs whoever comes in as the demonstration mediator (loopback only). ``HUDNA_DESK_HTTPS``:
``1`` where it stands behind TLS. ``HUDNA_DESK_LOCK``: minutes without a click after which a session locks.
``HUDNA_DESK_JUDGES``: ``2`` where two offices must agree on a pair of rows. ``HUDNA_DESK_SECOND_FACTOR``: ``0`` lets
accounts work without one. ``HUDNA_DESK_STATIC``: where the files of pages lie, compressed and named by their contents;
unset, they are found where they are written. ``HUDNA_DESK_LOG``: how grave an event must be to be told (``info``,
``warning``, ``error``).
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from hudna.desk.place import place_of

_HERE = Path(__file__).parent


def _of(package: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


_folder = os.environ.get("HUDNA_DESK_FOLDER")
PLACE = place_of(os.environ.get("HUDNA_DESK_CASE", ""), Path(_folder) if _folder else None)
DEMO = os.environ.get("HUDNA_DESK_DEMO") == "1"
HTTPS = os.environ.get("HUDNA_DESK_HTTPS") == "1"
TILES = os.environ.get("HUDNA_DESK_TILES", "")
JUDGES = 2 if os.environ.get("HUDNA_DESK_JUDGES") == "2" else 1
LOCK_AFTER = 60 * int(os.environ.get("HUDNA_DESK_LOCK", "15"))
SECOND_FACTOR = not DEMO and os.environ.get("HUDNA_DESK_SECOND_FACTOR") != "0"
_static = os.environ.get("HUDNA_DESK_STATIC", "")

SECRET_KEY = PLACE.secret() if PLACE.folder.is_dir() else "no-desk-yet"
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("HUDNA_DESK_HOSTS", "").split(","))]
ROOT_URLCONF = "hudna.desk.urls"
WSGI_APPLICATION = "hudna.desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "hudna.desk.apps.DeskConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hudna.desk.logs.LogMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "hudna.desk.refusals.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hudna.desk.signing_in.DemoMiddleware",
    "hudna.desk.signing_in.LanguageMiddleware",
    "hudna.desk.limits.LimitMiddleware",
    "hudna.desk.signing_in.LockMiddleware",
    "hudna.desk.signing_in.LeadMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hudna.desk.refusals.FaultMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hudna.desk.shell.shell_of",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "hudna.desk.templatetags.desk"],
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": PLACE.database,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "desk_cache"}}

# accounts
AUTH_USER_MODEL = "desk.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "hudna.desk.signing_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_EMAIL_NOTIFICATIONS = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Hudna"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# sessions and cookies
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "hudna.desk.refusals.csrf_refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
X_FRAME_OPTIONS = "DENY"
_tiles = urlsplit(TILES)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([f"{_tiles.scheme}://{_tiles.netloc}"] if TILES else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# what comes in
MOST_UPLOAD = 1 << 30
"""Bytes of one uploaded file at most."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_TEMP_DIR = PLACE.uploads if PLACE.uploads.is_dir() else None
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# words
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية"), ("fr", "Français")]
LOCALE_PATHS = [_HERE / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_HTTPONLY = True

# files of pages: the desk's own, and those of libraries, taken as files only
STATIC_URL = "static/"
STATICFILES_DIRS = [
    ("map", _of("leaflet") / "static" / "leaflet"),
    ("htmx", _of("django_htmx") / "static" / "django_htmx"),
    ("mfa", _of("allauth") / "mfa" / "static" / "mfa"),
    ("account", _of("allauth") / "account" / "static" / "account"),
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder", "hudna.desk.apps.OwnFinder"]
STATIC_ROOT = _static or None
WHITENOISE_USE_FINDERS = not _static
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
if _static:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

LOGGING_CONFIG = "hudna.desk.logs.configure"
LOGGING = {"version": 1}
"""Only so that Django calls it: it does not where this is empty."""
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
