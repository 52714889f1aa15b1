from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("joint", "0006_project_code")]

    operations = [
        migrations.AddField("project", "built_on", models.DateField(null=True, help_text="the day building ended, as reported")),
    ]
