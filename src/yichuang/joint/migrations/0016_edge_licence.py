from django.db import migrations, models


class Migration(migrations.Migration):
    """A licence that is in force no more is looked for among the edges it met."""

    dependencies = [("joint", "0015_party_named_on")]

    operations = [
        migrations.AddIndex(
            model_name="edge",
            index=models.Index(condition=models.Q(licence_id__isnull=False), fields=["licence_id"], name="joint_edge_licence"),
        )
    ]
