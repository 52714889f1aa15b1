"""作废草稿: why a draft was given up."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0038_approval_taken_back")]

    operations = [
        migrations.CreateModel(
            name="DiscardedDraft",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="discarded", serialize=False, to="catalogue.itemversion"
                    ),
                ),
                ("reason", models.TextField()),
                ("salt", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "item_draft_discarded"},
        ),
    ]
