"""The application speaks Dutch from its first start, when nothing was compiled before."""

import os
import subprocess
import sys

SAY = """
import warnings
warnings.simplefilter("ignore")
import django
django.setup()
from django.utils.translation import gettext, override
with override("nl"):
    print(gettext("Write this as text."))
"""


def test_the_first_start_speaks_dutch(tmp_path):
    environment = os.environ | {
        "VEERKRACHT_STATE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "veerkracht.web.site.settings",
        "VEERKRACHT_SECRET_KEY": "a key for tests only, long enough to be accepted by the checks 0123456789",
    }  # fmt: skip
    told = subprocess.run([sys.executable, "-c", SAY], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == "Schrijf dit als tekst.\n"
