from django.db import migrations, models

# A last day that was kept becomes days that run: none, from that very day; of a special procedure those it was told for.
COUNT = """
update case_act a set "limit" = 0, unit = 'working_day', from_on = due_on where due_on is not null and kind <> 'special';
update case_act a set "limit" = (a.data->>'needed')::smallint, unit = a.data->>'unit', from_on = e.from_on
  from case_clock_entry e where a.kind = 'special' and a.due_on is not null and e.id = a.id and e.case_id = a.case_id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_open_decision'),
    ]

    operations = [
        migrations.AddField(model_name='act', name='limit', field=models.SmallIntegerField(null=True)),
        migrations.AddField(model_name='act', name='unit', field=models.TextField(default='')),
        migrations.AddField(
            model_name='act', name='from_on',
            field=models.DateField(help_text='empty while the notice is not served; the last day is counted, never kept', null=True),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.RemoveField(model_name='act', name='due_on'),
    ]
