"""The feed: committed events in the one order every subscriber sees (design §4).

The statement that writes an event writes an outbox row beside it. The sequencer moves committed outbox rows, in order of
`n`, into the feed. It alone gives positions, under a lock that lasts until they are committed: nothing can appear below a
position somebody has seen. The lock of a stream's row makes `n` rise with `seq`, so a stream stays in order.
"""

from __future__ import annotations

from django.db import connection, transaction

LOCK = 0x79696368_75616E67
"""The advisory lock of the sequencer ("yichuang" in ASCII)."""

MOVE = """
with gone as (
  delete from outbox where n = any(array(select n from outbox order by n limit %s)) returning n, stream_id, seq
)
insert into feed (stream_id, seq) select stream_id, seq from gone order by n
"""


def sequence(limit: int = 1000) -> int:
    """Give positions to at most `limit` committed events; 0 when there are none or another sequencer is at work."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(MOVE, [limit])
        return int(cursor.rowcount)
