from django.db import migrations, models


class Migration(migrations.Migration):
    """The part of the works a stage of a project is handed in for; with a default of the database, for a worker of the version before."""

    dependencies = [("intake", "0006_project_stage")]

    operations = [
        migrations.AddField(
            model_name="draft", name="module",
            field=models.TextField(
                blank=True, default="", db_default="", help_text="of a stage of a project: the part of the works it is for; empty = the whole"
            ),
        ),
    ]
