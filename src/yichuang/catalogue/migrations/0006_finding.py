"""The search index in bands of rank, and the register of plain words. Its rows are filled by 0037."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import yichuang.kernel.values


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_elements")]

    operations = [
        migrations.DeleteModel(name="SearchEntry"),
        migrations.CreateModel(
            name="SearchName",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(help_text="folded", unique=True)),
                ("title", models.TextField(help_text="|name|alias|keyword|, folded: what a match in the name is told by")),
                ("weight", models.SmallIntegerField(help_text="of the best version: 0 published, 1 imported guide, 2 list entry")),
                ("rank", models.BigIntegerField(help_text="order where the question does not decide")),
                ("band", models.SmallIntegerField(default=0)),
                ("entries", models.IntegerField(default=0, help_text="how many versions bear the name")),
                ("sides", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text="kind=licence, for=natural … of any version; areas stand among the words", size=None)),
                ("words", django.contrib.postgres.search.SearchVectorField(help_text="pairs of characters, and the sides of its versions (kind=licence)")),
            ],
            options={
                "db_table": "item_name",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("band", band)), fastupdate=False, fields=["words"], name=f"item_name_words_{band}"
                    )
                    for band in range(8)
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("version", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="catalogue.itemversion")),
                ("of", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.searchname")),
                ("weight", models.SmallIntegerField()),
                ("area", models.CharField(blank=True, help_text="division code", max_length=12)),
                ("facets", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), help_text="kind=licence, for=natural …", size=None)),
            ],
            options={
                "db_table": "item_search",
                "indexes": [
                    models.Index(fields=["of", "weight", "version"], name="item_search_best"),
                    models.Index(fields=["of", "area"], name="item_search_area"),
                    models.Index(fields=["area"], name="item_search_in_area"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.searchentry")),
                ("code", models.TextField(help_text="lower case")),
            ],
            options={
                "db_table": "item_code",
                "indexes": [models.Index(fields=["code"], name="item_code_begins", opclasses=["text_pattern_ops"])],
            },
        ),
        migrations.CreateModel(
            name="SearchBand",
            fields=[
                ("band", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("rank_to", models.BigIntegerField()),
            ],
            options={"db_table": "item_search_band"},
        ),
        migrations.CreateModel(
            name="PlainWord",
            fields=[
                ("id", models.UUIDField(default=yichuang.kernel.values.new_id, primary_key=True, serialize=False)),
                ("word", models.CharField(max_length=20)),
                ("kind", models.CharField(choices=[("word", "word"), ("event", "event"), ("filler", "filler")], max_length=8)),
                ("means", models.JSONField(default=list)),
                ("source", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, help_text="the last day", null=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.TextField()),
                ("ended_by", models.TextField(blank=True)),
                ("head_seq", models.IntegerField(default=0)),
                ("head_hash", models.BinaryField(default=bytes(32))),
            ],
            options={
                "db_table": "plain_word",
                "indexes": [models.Index(fields=["word", "-valid_from"], name="plain_word_history")],
                "constraints": [models.UniqueConstraint(condition=models.Q(("valid_until__isnull", True)), fields=("word",), name="plain_word_in_force")],
            },
        ),
    ]
