from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

STATES = [("waiting", "waiting"), ("fetched", "fetched"), ("unknown", "unknown"), ("other", "other")]


def carry(apps, schema_editor):
    """What was entered as verified stays so; every other open project is asked for by the worker."""
    projects = apps.get_model("joint", "Project").objects
    projects.filter(verified=True).update(checked="fetched")
    projects.filter(verified=False, closed_at__isnull=True).update(ask_at=Now())


class Migration(migrations.Migration):

    dependencies = [("joint", "0005_joint_acts")]

    operations = [
        migrations.AddField("project", "checked", models.TextField(choices=STATES, default="waiting")),
        migrations.AddField("project", "evidence_id", models.UUIDField(null=True, help_text="the answer of the national platform, kept by exchange")),
        migrations.AddField("project", "ask_at", models.DateTimeField(null=True, help_text="when the national platform is asked again")),
        migrations.RunPython(carry, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("project", "verified"),
        migrations.AddIndex("project", models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="project_ask")),
    ]
