import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0026_in_force_by_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unlinked',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='catalogue.itemversion')),
                ('name', models.TextField(help_text='of the version: the order of the report')),
                ('why', models.CharField(max_length=16)),
            ],
            options={
                'db_table': 'basic_unlinked',
                'indexes': [models.Index(fields=['name', 'version'], name='basic_unlinked_name'), models.Index(fields=['why', 'name', 'version'], name='basic_unlinked_why')],
            },
        ),
    ]
