"""What versions in force cite is found by an index: the key of a title is `domain.instruments.folded` of a title without marks and number, as
`publishing.refresh_bases` writes it. One function of nothing but built-in ones, so that a dump restores with any search path."""

from django.db import migrations

FUNCTION = """
create function cited_instruments(bases jsonb) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct coalesce(nullif(regexp_replace(k, '^中华人民共和国', ''), ''), k)), '{}')
  from (
    select translate(regexp_replace(normalize(row ->> 'title', NFKC), '[[:space:]·•]', '', 'g'), '〈〉《》﹑', '<><>、') as k
    from jsonb_array_elements(case when jsonb_typeof(bases) = 'array' then bases else '[]'::jsonb end) as row
  ) as keys
$$;
create index item_version_cited on item_version using gin (cited_instruments(bases)) where status in ('published', 'suspended');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0044_import_by_worker'),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "drop index item_version_cited; drop function cited_instruments(jsonb);"),
    ]
