from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("joint", "0002_immutable")]

    operations = [migrations.AddField(model_name="joint", name="extended_at", field=models.DateTimeField(null=True))]
