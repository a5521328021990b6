"""What keeps the application safe, as settings: what pages may load, cookies, transport, sizes and rates."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from csp.constants import NONE, SELF

__all__ = ["CONTENT_SECURITY_POLICY", "RATES", "UPLOAD_BYTES", "transport"]

CONTENT_SECURITY_POLICY: Final = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [NONE],
        "object-src": [NONE],
    }
}
"""Nothing from elsewhere and nothing inside the page itself: no inline script, style or data address."""

PERMISSIONS_POLICY: Final = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
                    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-create", "usb")
)  # fmt: skip

HOUR: Final = 3600
YEAR_SECONDS: Final = 31_536_000
SESSION_HOURS: Final = 10  # a working day; after it one signs in again
UPLOAD_BYTES: Final = 20_000_000  # 5,000 rows of a register are some 3 MB as XLSX
FORM_BYTES: Final = 5_000_000
FORM_FIELDS: Final = 5_000  # bulk edit of a long list

RATES: Final[MappingProxyType[str, str]] = MappingProxyType(
    {
        "sign-in": "60/m",  # an office behind one address begins its day; tries per account are counted by sign-in itself
        "link": "240/m",  # a room full of people answers behind one address
        "upload": "20/m",
        "export": "60/m",
        "search": "240/m",
        "api": "600/m",
        "write": "240/m",
    }
)
"""How often one account, or one address without account, may do something; see `limits.class_of`."""


def transport(*, insecure: bool, behind_proxy: bool) -> dict[str, Any]:  # Any: settings of Django
    """Return the settings of cookies and transport.

    Parameters
    ----------
    insecure : bool
        Serve by http, on this machine only or for a try; else everything goes by https.
    behind_proxy : bool
        Believe the proxy in front when it says that the visitor came by https.
    """
    secure = not insecure
    prefix = "__Host-" if secure else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "CSRF_COOKIE_NAME": f"{prefix}csrf",
        "LANGUAGE_COOKIE_NAME": f"{prefix}language",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "LANGUAGE_COOKIE_SECURE": secure,
        "SECURE_SSL_REDIRECT": secure,
        "SECURE_HSTS_SECONDS": YEAR_SECONDS if secure else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": secure,
        "SECURE_HSTS_PRELOAD": secure,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None,
    }
