from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("joint", "0005_joint_acts")]

    operations = [
        migrations.AddField(
            model_name="jointact",
            name="silence_basis",
            field=models.TextField(blank=True, default="", help_text="the rule that makes silence consent"),
        )
    ]
