"""The Django application of this room."""

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """Name and label of the application, and what it adds to others at start."""

    name = "veerkracht.web.interviews"
    label = "interviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the panels, the rules on consent, and the work and the check on retention."""
        from veerkracht.web.audit.health import add_check
        from veerkracht.web.interviews import guards, panels, retention  # their models exist only now
        from veerkracht.web.registers.daily import add_job

        panels.add_panels()
        guards.connect()
        add_check("retention", retention.is_kept)
        add_job("interviews.answers", retention.erase_expired)
        add_job("interviews.keys", retention.forget_keys)
