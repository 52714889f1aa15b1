"""Published versions, procedures and forms never change: refused by the database itself (design §2.6, §7)."""

from django.db import migrations

FORWARD = """
create function item_version_immutable() returns trigger language plpgsql as $$
declare
  free text[] := array['status', 'status_at'];
begin
  if tg_op = 'DELETE' then
    if old.published_at is not null then
      raise exception 'published item version % may not be deleted', old.id using errcode = 'restrict_violation';
    end if;
    return old;
  end if;
  if old.published_at is not null and (to_jsonb(new) - free) is distinct from (to_jsonb(old) - free) then
    raise exception 'published item version % may not be changed', old.id using errcode = 'restrict_violation';
  end if;
  if old.published_at is not null and new.status in ('imported', 'draft') then
    raise exception 'published item version % may not become a draft again', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger item_version_immutable before update or delete on item_version
  for each row execute function item_version_immutable();

create function catalogue_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never changed; write a new number', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger procedure_append_only before update on procedure for each row execute function catalogue_append_only();
create trigger form_append_only before update on form for each row execute function catalogue_append_only();
"""

BACK = """
drop trigger form_append_only on form;
drop trigger procedure_append_only on procedure;
drop function catalogue_append_only();
drop trigger item_version_immutable on item_version;
drop function item_version_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
