import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

WHO = Q(("organ__isnull", False), ("party__isnull", True), ("role", "regulator")) | (
    ~Q(("role", "regulator")) & Q(("organ__isnull", True), ("party__isnull", False))
)


class Migration(migrations.Migration):
    """A regulator 监管部门 takes part as the organ it is. No page or address could name one before."""

    dependencies = [("joint", "0009_project_not_needed"), ("organisations", "0005_organ_changes")]

    operations = [
        migrations.AddField(
            model_name="projectparty", name="organ",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organ"),
        ),
        migrations.AlterField(
            model_name="projectparty", name="party",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.party"),
        ),
        migrations.AddIndex(
            model_name="projectparty",
            index=models.Index(condition=Q(("organ__isnull", False)), fields=["organ"], name="project_party_organ"),
        ),
        migrations.AddConstraint(
            model_name="projectparty",
            constraint=models.UniqueConstraint(condition=Q(("to_on__isnull", True)), fields=("project", "organ"), name="project_regulator_once"),
        ),
        migrations.AddConstraint(
            model_name="projectparty", constraint=models.CheckConstraint(condition=WHO, name="project_party_who"),
        ),
    ]  # fmt: skip
