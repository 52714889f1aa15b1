"""Blank forms uploaded at the materials of drafts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0041_standard_trials")]

    operations = [
        migrations.CreateModel(
            name="FormFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.IntegerField()),
                ("uploaded_at", models.DateTimeField()),
                ("uploaded_by", models.TextField()),
            ],
            options={"db_table": "material_form"},
        ),
    ]
