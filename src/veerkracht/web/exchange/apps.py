"""The Django application of this room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Shows on a record how to hand it over, and where it came from."""

    name = "veerkracht.web.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the panel to what can be handed over."""
        from veerkracht.web.exchange.handing import HANDED
        from veerkracht.web.exchange.views import exchange_panel
        from veerkracht.web.registers.panels import Panel, add_panel

        for register_id in HANDED:
            add_panel(register_id, "detail", Panel("exchange/panel.html", exchange_panel, order=500))
