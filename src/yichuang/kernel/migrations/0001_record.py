"""The record in SQL: what Django's schema language cannot say (identity columns, triggers) stands here whole."""

from django.db import migrations, models

RECORD = """
create table event (
  stream text not null,
  stream_id uuid not null,
  seq integer not null check (seq > 0),
  kind text not null,
  v smallint not null,
  data jsonb not null,
  actor text not null,
  at timestamptz not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  prev_hash bytea not null check (length(prev_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (stream_id, seq)
);
create table outbox (
  n bigint generated always as identity primary key,
  stream_id uuid not null,
  seq integer not null
);
create table feed (
  position bigint generated always as identity primary key,
  stream_id uuid not null,
  seq integer not null,
  unique (stream_id, seq)
);
create function event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'event is append-only: % refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger event_append_only before update or delete on event
  for each row execute function event_is_append_only();
create trigger event_no_truncate before truncate on event
  for each statement execute function event_is_append_only();
"""

UNDO = "drop table feed, outbox, event; drop function event_is_append_only();"


def unmanaged(name, table, fields):
    return migrations.CreateModel(name=name, fields=fields, options={"db_table": table, "managed": False})


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(RECORD, UNDO),
        unmanaged("Event", "event", [
            ("pk", models.CompositePrimaryKey("stream_id", "seq", blank=True, editable=False, primary_key=True, serialize=False)),
            ("stream", models.TextField()), ("stream_id", models.UUIDField()), ("seq", models.IntegerField()),
            ("kind", models.TextField()), ("v", models.SmallIntegerField()), ("data", models.JSONField()),
            ("actor", models.TextField()), ("at", models.DateTimeField()), ("effective_at", models.DateTimeField()),
            ("recorded_at", models.DateTimeField()), ("prev_hash", models.BinaryField()), ("hash", models.BinaryField()),
        ]),
        unmanaged("Outbox", "outbox", [
            ("n", models.BigIntegerField(primary_key=True, serialize=False)),
            ("stream_id", models.UUIDField()), ("seq", models.IntegerField()),
        ]),
        unmanaged("Feed", "feed", [
            ("position", models.BigIntegerField(primary_key=True, serialize=False)),
            ("stream_id", models.UUIDField()), ("seq", models.IntegerField()),
        ]),
    ]
