"""Short answers of records in columns of their own."""

from itertools import islice

from django.db import migrations, models

from veerkracht.catalogue import registers
from veerkracht.web.registers.brief import briefs_of

BATCH = 500


def fill(apps, schema_editor):
    """Take the short answers of the records that are there out of their values."""
    known = registers()
    rows = apps.get_model("registers", "Record").objects.filter(register__in=known).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            row.definition = known[row.register]
            row.brief, row.published_brief = briefs_of(row)
        type(batch[0]).objects.bulk_update(batch, ["brief", "published_brief"])


class Migration(migrations.Migration):
    """Adds the columns, and fills them."""

    dependencies = [("registers", "0003_count_by_state")]
    operations = [
        migrations.AddField("record", "brief", models.JSONField(default=dict, editable=False)),
        migrations.AddField("record", "published_brief", models.JSONField(blank=True, editable=False, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
