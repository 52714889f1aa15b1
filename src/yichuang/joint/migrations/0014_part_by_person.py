from django.db import migrations, models


class Migration(migrations.Migration):
    """The applicant wants a person to decide, also of a branch that waits; with a default of the database, for a worker of the version before."""

    dependencies = [("joint", "0013_partner")]

    operations = [migrations.AddField(model_name="part", name="by_person", field=models.BooleanField(db_default=False, default=False))]
