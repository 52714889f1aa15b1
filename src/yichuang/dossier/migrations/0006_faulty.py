from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0005_originals'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedmaterial',
            name='area_id',
            field=models.UUIDField(blank=True, help_text='区域评估 of this area: offered only to what a project inside it applies for', null=True),
        ),
        migrations.AddField(
            model_name='storedmaterial',
            name='faulty_at',
            field=models.DateTimeField(blank=True, help_text='a window asked for it to be put right 待补正; not offered again', null=True),
        ),
    ]
