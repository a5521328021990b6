"""The Django application of this room."""

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    """Shows comments below every record, and forgets them when a record is erased."""

    name = "veerkracht.web.conversation"
    label = "conversation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the panel to the pages of records, and listen to what is erased."""
        from veerkracht.web.conversation.comments import comments_panel, forget_comments
        from veerkracht.web.registers.panels import EVERY, Panel, add_panel
        from veerkracht.web.registers.records import erased

        erased.connect(forget_comments, dispatch_uid="conversation.erased")
        add_panel(EVERY, "detail", Panel("conversation/comments.html", comments_panel, order=900))
