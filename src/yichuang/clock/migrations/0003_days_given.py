"""A house that counts by the calendar of an older release goes over to the one this release ships.

The older version stays stored under its name: a case counts by it until its next verb adopts the new one as a fact.
"""

from django.db import migrations


def replace(apps, schema_editor):
    from yichuang.clock.models import STREAM_ID
    from yichuang.clock.packaged import festivals, packaged
    from yichuang.clock.queries import plain_festivals

    head_model, version_model = apps.get_model("clock", "CalendarHead"), apps.get_model("clock", "CalendarVersion")
    head, shipped = head_model.objects.filter(id=STREAM_ID).select_related("current").first(), packaged()
    if head is None or head.current is None or head.current.source != "packaged" or head.current.version == shipped.version:
        return
    row, made = version_model.objects.get_or_create(
        version=shipped.version,
        defaults={
            "previous": head.current.version, "source": "packaged", "years": list(shipped.years),
            "festivals": [plain_festivals(f) for f in festivals() if f.year > shipped.announced_through.year],
        },
    )
    day_model = apps.get_model("clock", "CalendarDay")
    if made:
        day_model.objects.bulk_create(
            day_model(version=row, on=day.on, kind=day.kind.value, name=day.name) for day in shipped.announced_days()
        )
    head.current = row
    head.save(update_fields=["current"])


class Migration(migrations.Migration):
    dependencies = [("clock", "0002_packaged")]
    operations = [migrations.RunPython(replace, migrations.RunPython.noop, elidable=False)]
