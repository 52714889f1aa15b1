from django.db import migrations, models


class Migration(migrations.Migration):
    """The applicant wants a person to decide, not rules; with a default of the database, for a worker of the version before."""

    dependencies = [("cases", "0015_visits")]

    operations = [migrations.AddField(model_name="case", name="by_person", field=models.BooleanField(db_default=False, default=False))]
