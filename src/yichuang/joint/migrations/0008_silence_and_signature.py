from django.db import migrations, models

SIGNED = """
update joint_branch b set signed_at = (
  select max(e.at) from event e where e.stream_id = b.joint_id and e.kind = 'joint.BranchSigned' and e.data->>'branch_id' = b.id::text
) where b.signed_by is not null
"""


class Migration(migrations.Migration):
    dependencies = [("joint", "0007_project_built_on"), ("kernel", "0001_record")]

    operations = [
        migrations.AddField(
            model_name="jointact",
            name="silence_basis",
            field=models.TextField(blank=True, default="", help_text="the rule that makes silence consent"),
        ),
        migrations.AddField(model_name="branch", name="signed_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(SIGNED, migrations.RunSQL.noop),
    ]
