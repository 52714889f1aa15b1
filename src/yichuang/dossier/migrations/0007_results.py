from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0006_faulty'),
    ]

    operations = [
        migrations.AddField(
            model_name='casefile',
            name='from_case',
            field=models.UUIDField(blank=True, help_text='由系统取得: the case that gave that result', null=True),
        ),
        migrations.AddField(
            model_name='casefile',
            name='result_number',
            field=models.TextField(blank=True, db_default='', default='', help_text='由系统取得: the licence or decision it is; empty = handed in'),
        ),
    ]
