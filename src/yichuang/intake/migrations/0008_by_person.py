from django.db import migrations, models


class Migration(migrations.Migration):
    """The applicant wants a person to decide, not rules; with a default of the database, for a worker of the version before."""

    dependencies = [("intake", "0007_module")]

    operations = [
        migrations.AddField(
            model_name="draft", name="by_person",
            field=models.BooleanField(db_default=False, default=False, help_text="a person is to decide, not rules alone"),
        ),
    ]
