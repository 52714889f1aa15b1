from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_urging'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['kind', 'work_on', 'id'], include=('organ_id', 'post', 'owner_id'), name='task_kind'),
        ),
    ]
