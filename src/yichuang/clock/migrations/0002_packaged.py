"""Stores the calendar this release ships, so that cases counted under it find it again after later releases."""

from django.db import migrations


def store(apps, schema_editor):
    from yichuang.clock.models import STREAM_ID
    from yichuang.clock.packaged import festivals, packaged
    from yichuang.clock.queries import plain_festivals

    version_model = apps.get_model("clock", "CalendarVersion")
    if version_model.objects.exists():
        return
    shipped = packaged()
    row = version_model.objects.create(
        version=shipped.version, source="packaged", years=list(shipped.years),
        festivals=[plain_festivals(f) for f in festivals() if f.year > shipped.announced_through.year],
    )
    day_model = apps.get_model("clock", "CalendarDay")
    day_model.objects.bulk_create(
        day_model(version=row, on=day.on, kind=day.kind.value, name=day.name) for day in shipped.announced_days()
    )
    apps.get_model("clock", "CalendarHead").objects.create(id=STREAM_ID, current=row)


class Migration(migrations.Migration):
    dependencies = [("clock", "0001_initial")]
    operations = [migrations.RunPython(store, migrations.RunPython.noop, elidable=False)]
