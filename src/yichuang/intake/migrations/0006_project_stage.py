from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_taken_in")]

    operations = [
        migrations.AlterField(
            model_name="draft", name="joint_id",
            field=models.UUIDField(blank=True, db_index=True, help_text="the 联办 it became, or the project it was handed in to", null=True),
        ),
        migrations.AddField(
            model_name="draft", name="project_id",
            field=models.UUIDField(blank=True, help_text="of a stage of a project: which one", null=True),
        ),
    ]
