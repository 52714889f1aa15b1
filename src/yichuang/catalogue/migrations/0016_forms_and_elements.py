"""Data elements own a stream; a form keeps the words of its elements."""

import yichuang.kernel.values
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0015_exchange")]
    operations = [
        migrations.AddField("form", "elements", models.JSONField(default=dict, help_text="its data elements as they were when the form was kept, by code")),
        migrations.AddField("dataelement", "head_seq", models.IntegerField(default=0)),
        migrations.AddField("dataelement", "head_hash", models.BinaryField(default=bytes(32))),
        migrations.AddField("dataelement", "id", models.UUIDField(null=True, help_text="its stream")),
        migrations.RunSQL("update data_element set id = gen_random_uuid()", migrations.RunSQL.noop),
        migrations.AlterField("dataelement", "id", models.UUIDField(default=yichuang.kernel.values.new_id, help_text="its stream", unique=True)),
    ]
