from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0005_originals'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedmaterial',
            name='faulty_at',
            field=models.DateTimeField(blank=True, help_text='a window asked for it to be put right 待补正; not offered again', null=True),
        ),
    ]
