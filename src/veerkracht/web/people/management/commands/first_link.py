"""Print the address at which the first administrator of an empty system makes an account."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext

from veerkracht.web.people.invitations import first_link

__all__ = ["Command"]


class Command(BaseCommand):
    """Prints a link that works once, for a day."""

    help = "Print the link for the first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the application is reached."""
        parser.add_argument("--address", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, address: str, **options: Any) -> None:  # Any: of Django
        """Print it, or say that there is an administrator."""
        token = first_link()
        if token is None:
            raise CommandError(gettext("There is an administrator already. Ask them for an invitation."), returncode=2)
        self.stdout.write(f"{address.rstrip('/')}{reverse('invitation', args=[token])}")
