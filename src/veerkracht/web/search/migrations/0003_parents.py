"""What a record is a part of, beside its passages."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Take the parents over from the records."""
    records = apps.get_model("registers", "Record").objects.filter(pk=OuterRef("record"))
    apps.get_model("search", "Passage").objects.update(parent=Subquery(records.values("parent")[:1]))


class Migration(migrations.Migration):
    """Adds the column, and fills it."""

    dependencies = [("search", "0002_index"), ("registers", "0004_short_answers")]
    operations = [
        migrations.AddField("passage", "parent", models.UUIDField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
