from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("joint", "0008_silence_and_signature")]

    operations = [
        migrations.AddField(
            model_name="project", name="not_needed",
            field=models.JSONField(default=list, help_text="ids of items its situation does not call for, as the owner answered"),
        ),
    ]
