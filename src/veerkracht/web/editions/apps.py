"""The Django application of this room."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Name and label of the application, and what it adds to the others."""

    name = "veerkracht.web.editions"
    label = "editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the panel and the check, and listen to what is erased or withdrawn."""
        from veerkracht.web.audit.health import add_check  # models exist only now
        from veerkracht.web.editions.erasing import on_erased, on_saved
        from veerkracht.web.editions.showing import shown_edition
        from veerkracht.web.editions.standing import panel
        from veerkracht.web.editions.taking_out import all_taken_out
        from veerkracht.web.interpretation.figures import show_edition
        from veerkracht.web.registers.panels import Panel, add_panel
        from veerkracht.web.registers.records import erased, saved

        add_panel("editions", "detail", Panel("editions/panel.html", panel, order=-10))
        add_check("editions", all_taken_out)
        erased.connect(on_erased, dispatch_uid="editions.erased")
        saved.connect(on_saved, dispatch_uid="editions.saved")
        show_edition(shown_edition)
