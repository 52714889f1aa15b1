"""Stored answers of idempotent verbs, and the log of who read personal data (partitioned by month)."""

from django.db import migrations

TABLES = """
create table idempotency (
  system_id text not null,
  key text not null check (length(key) between 1 and 200),
  request_hash bytea not null check (length(request_hash) = 32),
  status smallint,
  headers jsonb not null default '{}',
  body bytea,
  at timestamptz not null,
  primary key (system_id, key)
);
create index idempotency_at on idempotency (at);
create table access_log (
  at timestamptz not null,
  actor text not null,
  what text not null,
  subject_id uuid,
  case_id uuid,
  purpose text not null default ''
) partition by range (at);
create index access_log_subject on access_log (subject_id, at);
create index access_log_actor on access_log (actor, at);
create table access_log_rest partition of access_log default;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_subscriptions")]
    operations = [migrations.RunSQL(TABLES, "drop table access_log, idempotency")]
