from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0027_unlinked")]

    operations = [
        migrations.AddField(model_name="acceptanceagreement", name="expired_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            model_name="acceptanceagreement",
            index=models.Index(
                condition=models.Q(("expired_at__isnull", True), ("to_on__isnull", False)), fields=["to_on"], name="agreement_running_out"
            ),
        ),
    ]
