"""Settings of the web application for tests: the real ones, with a state folder that is thrown away."""

import os
import tempfile

os.environ.setdefault("VEERKRACHT_STATE", tempfile.mkdtemp(prefix="veerkracht-tests-"))
os.environ.setdefault(
    "VEERKRACHT_SECRET_KEY", "a key for tests only, long enough to be accepted by the checks 0123456789"
)

from veerkracht.web.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; the real one is tested by itself
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
