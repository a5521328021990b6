"""The files of editions for everybody, at addresses that stay the same in every language."""

from __future__ import annotations

import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from veerkracht.errors import StoreError
from veerkracht.reports.manifest import MANIFEST, read_manifest
from veerkracht.web.editions.models import Build, Freeze

__all__ = ["address_of", "build_file", "start_page", "urlpatterns"]

POLICY: Final = {
    "default-src": ["'none'"], "style-src": ["'self'"], "script-src": ["'self'"], "img-src": ["'self'", "data:"],
    "font-src": ["'self'"], "base-uri": ["'none'"], "form-action": ["'none'"], "frame-ancestors": ["'none'"],
}  # fmt: skip
"""As the pages of an edition ask themselves: nothing inline, nothing from elsewhere."""

_TYPES: Final = {
    ".geojson": "application/geo+json", ".parquet": "application/vnd.apache.parquet", ".jsonld": "application/ld+json",
    ".ttl": "text/turtle", ".otf": "font/otf", ".js": "text/javascript", ".csv": "text/csv", ".json": "application/json",
}  # fmt: skip
_TEXT: Final = ("text/", "application/json", "application/geo+json", "application/ld+json", "image/svg+xml")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Lead to the list of editions."""
    return redirect("editions:index")


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """Lead to the edition that counts now."""
    frozen = Freeze.objects.current()
    if frozen is None:
        return redirect("editions:index")
    return redirect("edition", frozen.name)


@require_safe
def edition_file(request: HttpRequest, name: str, path: str = "") -> HttpResponseBase:
    """Return a file of a published edition; of one that was withdrawn the page that says so."""
    frozen = Freeze.objects.public().filter(name=name).first()
    if frozen is None:
        raise Http404(name)
    if frozen.state != Freeze.State.PUBLISHED or frozen.build is None:
        return _closed(request, frozen)
    if not path:
        return redirect("edition-file", name=name, path=start_page(frozen.build))
    return build_file(request, frozen.build, path)


def _closed(request: HttpRequest, frozen: Freeze) -> HttpResponse:
    withdrawn = frozen.state == Freeze.State.WITHDRAWN
    return render(request, "editions/closed.html", {"frozen": frozen}, status=410 if withdrawn else 503)


def start_page(build: Build) -> str:
    """Return the first page of an edition, in the language of the reader where it has that."""
    files = _files(build)
    english = (get_language() or "nl").startswith("en")
    wanted = ("en/index.html", "index.html") if english else ("index.html", "en/index.html")
    return next((name for name in wanted if name in files), MANIFEST)


def build_file(request: HttpRequest, build: Build, path: str) -> HttpResponseBase:
    """Return a file of a build, if its manifest lists it.

    Raises
    ------
    Http404
        If it does not, or the file is gone.
    """
    digest = _files(build).get(path)
    place = build.folder / path
    if digest is None or not place.is_file():
        raise Http404(path)
    kept = {"ETag": f'"{digest}"', "Cache-Control": "no-cache"}  # asked again each time: an edition can be withdrawn
    if request.headers.get("If-None-Match") == kept["ETag"]:
        return HttpResponseNotModified(headers=kept)
    answer = FileResponse(place.open("rb"), content_type=_type_of(path), headers=kept)
    answer._csp_config = POLICY  # type: ignore[attr-defined]  # as the middleware of the policy reads it
    return answer


def _type_of(path: str) -> str:
    name = _TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{name}; charset=utf-8" if name.startswith(_TEXT) or name == "text/javascript" else name


def _files(build: Build) -> dict[str, str]:
    """Return the hash of each file of an edition, by path; nothing when it is gone."""
    try:
        return _listed(str(build.folder), build.digest)
    except StoreError:
        return {}


@lru_cache(maxsize=32)
def _listed(folder: str, digest: str) -> dict[str, str]:
    files: list[dict[str, str]] = read_manifest(Path(folder))["files"]  # type: ignore[assignment]  # checked when read
    return {entry["path"]: entry["sha256"] for entry in files} | {MANIFEST: digest}


def address_of(frozen: Freeze) -> str:
    """Return where an edition can be read: its first page in the language of the reader."""
    if frozen.build is None:
        return reverse("edition", args=(frozen.name,))
    return reverse("edition-file", args=(frozen.name, start_page(frozen.build)))


urlpatterns = [
    path("", listing),
    path("current/", current, name="edition-current"),
    path("<str:name>/<path:path>", edition_file, name="edition-file"),
    path("<str:name>/", edition_file, name="edition"),
]
