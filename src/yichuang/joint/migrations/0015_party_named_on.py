from django.db import migrations, models


class Migration(migrations.Migration):
    """A party may be named with an earlier day: who is told is told from the day it was named."""

    dependencies = [("joint", "0014_part_by_person")]

    operations = [
        migrations.AddField(
            model_name="projectparty", name="named_on",
            field=models.DateField(help_text="when it was said; empty of one kept before this was", null=True),
        )
    ]
