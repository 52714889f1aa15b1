import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_handed_in_elsewhere'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseVisits',
            fields=[
                ('case', models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='cases.case',
                )),
                ('item_id', models.UUIDField()),
                ('finished_on', models.DateField()),
                ('days', models.SmallIntegerField()),
            ],
            options={
                'db_table': 'case_visits',
                'indexes': [models.Index(fields=['finished_on', 'item_id'], include=['days'], name='case_visits_year')],
            },
        ),
    ]
