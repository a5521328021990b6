"""The Django application of this room."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Names on the list of a register which answers it gives."""

    name = "veerkracht.web.insights"
    label = "insights"

    def ready(self) -> None:
        """Add the panel to the lists of registers."""
        from veerkracht.web.insights.pages import insights_panel
        from veerkracht.web.registers.panels import EVERY, Panel, add_panel

        add_panel(EVERY, "list", Panel("insights/panel.html", insights_panel, order=-50))
