import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0028_agreement_expired")]

    operations = [
        migrations.AddField(
            model_name="changerequest",
            name="entry",
            field=models.ForeignKey(
                blank=True, help_text="what is claimed from the day it takes effect", null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="catalogue.basicentry",
            ),
        ),
    ]
