"""`veerkracht serve`: check, make ready, and answer until stopped."""

from __future__ import annotations

import webbrowser
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.translation import gettext

from veerkracht.web.people.invitations import first_link
from veerkracht.web.site import serving, starting


class Command(BaseCommand):
    """Starts the application."""

    help = "Start the web application."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take address, number of processes and whether to open the browser."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=0)
        parser.add_argument("--open", action="store_true", dest="open_browser")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Run until Ctrl-C."""
        host, port = options["host"], options["port"]
        starting.refuse_used_port(host, port)
        starting.refuse_silent_database()
        starting.refuse_newer_database()
        starting.make_ready(self._tell)
        address = serving.address(host, port)
        token = first_link()
        link = f"{address.rstrip('/')}{reverse('invitation', args=[token])}" if token else ""

        def ready() -> None:
            self._tell_where(address, link)
            if options["open_browser"]:
                webbrowser.open(address)

        serving.serve_until_stopped(host, port, options["workers"], ready=ready)
        self._tell(gettext("Stopped."))

    def _tell_where(self, address: str, link: str) -> None:
        self._tell(gettext("The monitor is at {address}").format(address=address))
        if link:
            self._tell(gettext("Make the first account here (once, within a day): {link}").format(link=link))
        self._tell(gettext("Press Ctrl-C to stop."))

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
