from django.db import migrations, models

import yichuang.kernel.values


class Migration(migrations.Migration):

    dependencies = [("agencies", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Said",
            fields=[
                ("id", models.UUIDField(default=yichuang.kernel.values.new_id, primary_key=True, serialize=False)),
                ("stream_id", models.UUIDField()),
                ("seq", models.IntegerField()),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "agency_said",
                "constraints": [models.UniqueConstraint(fields=("stream_id", "seq"), name="agency_said_once")],
            },
        ),
    ]
