"""Cursors of subscriptions and the events that wait because their stream is parked."""

from django.db import migrations

TABLES = """
create table subscription (
  name text primary key,
  position bigint not null default 0,
  failed_position bigint,
  failures smallint not null default 0,
  last_error text not null default '',
  moved_at timestamptz not null default clock_timestamp()
);
create table parked (
  subscription text not null references subscription (name),
  stream_id uuid not null,
  seq integer not null,
  error text not null default '',
  parked_at timestamptz not null default clock_timestamp(),
  primary key (subscription, stream_id, seq)
);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_record")]
    operations = [migrations.RunSQL(TABLES, "drop table parked, subscription")]
