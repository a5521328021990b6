"""Settings of the web application; every value that differs per place comes from the environment.

`environment` reads and names those values, `security` holds what keeps the application safe.
"""

from __future__ import annotations

import os

import font_source_sans_pro

from veerkracht.web.people.settings import *  # noqa: F403  # what signing in sets, listed there by name
from veerkracht.web.site import environment, security
from veerkracht.web.site.logs import LOGGING_TO_STDERR

STATE = environment.state_folder(os.environ)
SECRET_KEY = environment.secret_key(os.environ, STATE)
DEBUG = False
INSECURE = environment.is_on(os.environ, "VEERKRACHT_INSECURE")
BEHIND_PROXY = environment.is_on(os.environ, "VEERKRACHT_BEHIND_PROXY")
ALLOWED_HOSTS = environment.hosts(os.environ)
CSRF_TRUSTED_ORIGINS = environment.origins(ALLOWED_HOSTS) if BEHIND_PROXY else []
CITY = os.environ.get("VEERKRACHT_CITY") or "the-hague"
SITE_ADDRESS = environment.site_address(os.environ, ALLOWED_HOSTS, insecure=INSECURE)
SECURITY_CONTACT = os.environ.get("VEERKRACHT_SECURITY_CONTACT", "")

INSTALLED_APPS = [
    "veerkracht.web.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "simple_history",
    "veerkracht.web.people",  # before allauth, whose pages it writes anew
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "veerkracht.web.audit",
    "veerkracht.web.registers",
    "veerkracht.web.interviews",
    "veerkracht.web.streets",
    "veerkracht.web.interpretation",
    "veerkracht.web.saved",
    "veerkracht.web.conversation",
    "veerkracht.web.insights",
    "veerkracht.web.exchange",
    "veerkracht.web.bench",
    "veerkracht.web.search",
    "veerkracht.web.api",
    "veerkracht.web.transfer",
    "veerkracht.web.editions",
]
MIDDLEWARE = [
    "veerkracht.web.api.middleware.ApiMiddleware",
    "veerkracht.web.site.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "veerkracht.web.site.logs.RequestLogMiddleware",
    "veerkracht.web.site.headers.RequestRulesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "veerkracht.web.site.limits.SizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "veerkracht.web.people.sessions.SessionAgeMiddleware",
    "veerkracht.web.site.limits.RateMiddleware",
    "veerkracht.web.site.public_pages.PublicPageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "veerkracht.web.people.middleware.ReaderMiddleware",
    "veerkracht.web.people.middleware.SecondFactorMiddleware",
    "veerkracht.web.site.errors.ErrorMiddleware",
]
PERMISSIONS_POLICY = security.PERMISSIONS_POLICY
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
UPLOAD_BYTES = security.UPLOAD_BYTES
RATES = security.RATES
ROOT_URLCONF = "veerkracht.web.site.urls"
WSGI_APPLICATION = "veerkracht.web.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "veerkracht.web.site.context.site",
                "veerkracht.web.people.context.sign_in",
            ]
        },
    }
]
AUTH_USER_MODEL = "people.User"
CSRF_FAILURE_VIEW = "veerkracht.web.site.errors.csrf_failure"

DATABASES = {"default": environment.database(os.environ, STATE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # what is counted against abuse must be one count for all processes
        "BACKEND": "veerkracht.web.site.counting.CountingCache",
        "LOCATION": "site_cache",
        "TIMEOUT": 24 * security.HOUR,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 10 * 60,
        "OPTIONS": {"MAX_ENTRIES": 400},  # some 20 MB per process
    },
}
RATELIMIT_IP_META_KEY = "veerkracht.web.site.limits.address_of"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [STATE / "locale"]
FORMAT_MODULE_PATH = ["veerkracht.web.site.formats"]
USE_THOUSAND_SEPARATOR = False  # years have none; numbers that are counted get it where they are shown

STATIC_URL = "/static/"
STATICFILES_DIRS = [("fonts", font_source_sans_pro.font_directory)]
STATIC_ROOT = STATE / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # looked at when the application starts
MEDIA_ROOT = STATE / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "veerkracht.web.site.assets.HashedStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

globals().update(security.transport(insecure=INSECURE, behind_proxy=BEHIND_PROXY))
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = security.SESSION_HOURS * security.HOUR
SESSION_COOKIE_SAMESITE = "Lax"  # a link in a mail must find one signed in
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
DATA_UPLOAD_MAX_MEMORY_SIZE = security.FORM_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = security.FORM_FIELDS
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "veerkracht.web.site.uploads.CheckedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
globals().update(environment.mail(os.environ))
LOGGING = LOGGING_TO_STDERR
