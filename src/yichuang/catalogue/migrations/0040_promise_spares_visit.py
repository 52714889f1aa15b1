from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0039_discarded_drafts")]

    operations = [
        migrations.AddField(
            model_name="itemversion",
            name="promise_spares_visit",
            field=models.BooleanField(blank=True, help_text="with a promise the site is looked at after the decision only", null=True),
        ),
    ]
