from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("joint", "0010_regulators_are_organs")]

    operations = [
        migrations.AddField(
            model_name="branch", name="group_id",
            field=models.UUIDField(null=True, help_text="what it is handed over with, as the worker put it together"),
        ),
    ]
