from django.db import migrations, models


class Migration(migrations.Migration):
    """The part of the works a branch of a project is for; with a default of the database, for rows written without it."""

    dependencies = [("joint", "0011_branch_group")]

    operations = [
        migrations.AddField(
            model_name="branch", name="module",
            field=models.TextField(
                blank=True, default="", db_default="", help_text="of a project: the part of the works it is for; empty = the whole"
            ),
        ),
    ]
