"""The search index is made anew, with English names and the sides apart from the words: emptied here, written by `finding.index.fill_empty` once
the tables are those of the release. What writes it knows today's columns only, and later migrations bring some of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0036_retaining")]

    operations = [
        migrations.RunSQL("delete from item_code; delete from item_search; delete from item_name; delete from item_search_band", migrations.RunSQL.noop)
    ]
