import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """配合单位 of a 联办: who is no organ and does its part, from when to when."""

    dependencies = [("joint", "0012_branch_module")]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField(choices=[("seal", "seal"), ("bank", "bank")])),
                ("name", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "joint",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="partners", to="joint.joint"),
                ),
            ],
            options={
                "db_table": "joint_partner",
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("done_at__isnull", True)), fields=("joint", "kind"), name="joint_partner_once"),
                ],
            },
        ),
    ]
