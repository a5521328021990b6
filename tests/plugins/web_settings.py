"""Settings of the web application for tests: the real ones, with a state folder that is thrown away."""

import os
import tempfile

os.environ.setdefault("VEERKRACHT_STATE", tempfile.mkdtemp(prefix="veerkracht-tests-"))
os.environ.setdefault(
    "VEERKRACHT_SECRET_KEY", "a key for tests only, long enough to be accepted by the checks 0123456789"
)
os.environ.setdefault("VEERKRACHT_INSECURE", "1")  # the test client speaks http; tests of safety take the switch off

from veerkracht.web.site.settings import *  # noqa: F403
from veerkracht.web.site.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; the real one is tested by itself
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True  # files of the pages straight from the packages; collecting them is tested by itself
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
SECOND_FACTOR_ROLES = []  # tests of pages sign in without one; the real table is tested by itself
