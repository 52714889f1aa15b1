import django.db.models.deletion
from django.db import migrations, models

SAID = """
insert into item_suspension (version_id, from_on, until)
select (e.data->>'version_id')::uuid, (e.at at time zone 'Asia/Shanghai')::date, (
  select (min(o.at) at time zone 'Asia/Shanghai')::date from event o where o.stream_id = e.stream_id and o.seq > e.seq
    and o.kind in ('catalogue.ItemVersionResumed', 'catalogue.ItemVersionEnded') and o.data->>'version_id' = e.data->>'version_id'
) from event e where e.stream = 'item' and e.kind = 'catalogue.ItemVersionSuspended'
"""
"""What the record says of suspensions before there was a table."""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0029_claim_on_the_day"), ("kernel", "0001_record")]

    operations = [
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("from_on", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("version", models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="suspensions", to="catalogue.itemversion",
                )),
            ],
            options={
                "db_table": "item_suspension",
                "indexes": [models.Index(fields=["version", "from_on"], name="item_suspension_version")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("until__isnull", True)), fields=("version",), name="item_suspension_one_open"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="itemversion",
            index=models.Index(condition=models.Q(("published_at__isnull", False)), fields=["-effective_on"], name="item_version_effective"),
        ),
        migrations.AddIndex(
            model_name="itemversion", index=models.Index(condition=models.Q(("status", "ended")), fields=["-status_at"], name="item_version_ended"),
        ),
        migrations.RunSQL(SAID, migrations.RunSQL.noop),
    ]
