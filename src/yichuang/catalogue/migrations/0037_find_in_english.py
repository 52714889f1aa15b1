"""The search index anew: English names are found too, and the sides stand apart from the words."""

from django.db import migrations

FOUND = ("published", "imported")


def fill(apps, schema_editor):
    """A new installation has no versions yet and does nothing here."""
    versions = apps.get_model("catalogue", "ItemVersion").objects.select_related("item").filter(status__in=FOUND)
    if not versions.exists():
        return
    from yichuang.catalogue.finding import index

    index.put(index.entry(version, version.item.origin, version.item.code) for version in versions.iterator(500))
    index.cut_bands()


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0036_retaining")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
