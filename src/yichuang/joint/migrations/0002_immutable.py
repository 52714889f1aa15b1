"""A published version of a theme never changes: refused by the database itself (design §2.6)."""

from django.db import migrations

FORWARD = """
create function theme_version_immutable() returns trigger language plpgsql as $$
declare
  free text[] := array['status', 'ended_at'];
begin
  if old.published_at is null then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE' then
    raise exception 'published theme version % may not be deleted', old.id using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(new) - free) is distinct from (to_jsonb(old) - free) or new.status = 'draft' then
    raise exception 'published theme version % may not be changed', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger theme_version_immutable before update or delete on theme_version
  for each row execute function theme_version_immutable();
"""

BACK = """
drop trigger theme_version_immutable on theme_version;
drop function theme_version_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("joint", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
