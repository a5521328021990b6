"""Settings of the web application; every value that differs per place comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

STATE = Path(os.environ.get("VEERKRACHT_STATE") or Path.cwd() / ".veerkracht")
SECRET_KEY = os.environ.get("VEERKRACHT_SECRET_KEY") or "only-for-building"
DEBUG = False
ALLOWED_HOSTS = os.environ.get("VEERKRACHT_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "simple_history",
    "veerkracht.web.people",
    "veerkracht.web.audit",
    "veerkracht.web.registers",
]
AUTH_USER_MODEL = "people.User"
ROOT_URLCONF = "veerkracht.web.site.urls"
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{STATE / 'veerkracht.sqlite3'}", conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # without it writers that meet lose their work
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
CITY = os.environ.get("VEERKRACHT_CITY", "the-hague")
