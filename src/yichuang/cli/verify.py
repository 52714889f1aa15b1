"""`yichuang verify`: every hash chain, every head a row keeps, every fold, every licence, every lot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from yichuang.cli import environment
from yichuang.cli.output import console, emit_json, table

app = typer.Typer(add_completion=False)


@app.command()
def verify(as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False) -> None:
    """Look for anything that was changed, lost or reordered; exit status 1 when something was."""
    with environment.ready():
        report = findings()
    if as_json:
        emit_json(report)
    else:
        _print(report)
    if report["broken"]:
        raise typer.Exit(1)


def findings() -> dict[str, Any]:
    """The report in its stable shape (design §12)."""
    broken = [*_chains(), *_heads(), *_feed(), *_folds(), *_papers()]
    return {"cases": _count("case_record"), "events": _count("event"), "licences": _count("licence"), "broken": broken}


def _broken(what: str, stream_id: object, seq: int | None, why: str) -> dict[str, Any]:
    return {"what": what, "id": str(stream_id), "seq": seq, "why": why}


def _chains() -> Iterator[dict[str, Any]]:
    from yichuang.kernel.record import check_all

    for found in check_all():
        yield _broken(found.stream, found.stream_id, found.seq, found.why)


def _heads() -> Iterator[dict[str, Any]]:
    """A cut tail leaves a valid chain; only the row that owns the stream still knows how long it was."""
    from django.apps import apps
    from django.db import connection

    for model in apps.get_models():
        columns = {field.column for field in model._meta.local_concrete_fields}
        length = "head_seq" if "head_seq" in columns else "version"
        if "head_hash" not in columns or length not in columns:
            continue
        owner = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"""
                select o.id, o.{length}, e.seq from {owner} o
                left join lateral (select seq, hash from event where stream_id = o.id order by seq desc limit 1) e on true
                where coalesce(e.seq, 0) <> o.{length} or (o.{length} > 0 and e.hash is distinct from o.head_hash)
                order by o.id""")
            for row_id, kept, last in cursor:
                why = f"the row keeps {kept} events, the record has {last or 0}" if kept != (last or 0) else "head hash differs"
                yield _broken(model._meta.db_table, row_id, kept, why)


def _feed() -> Iterator[dict[str, Any]]:
    """Every event is in the outbox or in the feed: none was lost on the way to the subscribers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("""
            select e.stream, e.stream_id, e.seq from event e
            where not exists (select 1 from feed f where f.stream_id = e.stream_id and f.seq = e.seq)
              and not exists (select 1 from outbox o where o.stream_id = e.stream_id and o.seq = e.seq)""")
        for stream, stream_id, seq in cursor:
            yield _broken(stream, stream_id, seq, "is neither in the outbox nor in the feed")


def _folds() -> Iterator[dict[str, Any]]:
    """Replaying a stream through the pure core gives exactly the stored row."""
    from yichuang.cases import api
    from yichuang.joint import api as joint

    for case_id, why in api.check_folds():
        yield _broken("case", case_id, None, why)
    for joint_id, why in joint.check_folds():
        yield _broken("joint", joint_id, None, why)
    for area_id, why in joint.areas.check_all():
        yield _broken("area", area_id, None, why)


def _papers() -> Iterator[dict[str, Any]]:
    """Documents, licences, agencies and their lots: numbers, contents, states and files are what their streams say."""
    from yichuang.agencies import api as agencies
    from yichuang.cases import api as cases
    from yichuang.credit import api as credit
    from yichuang.documents import api as documents
    from yichuang.exchange import api as exchange
    from yichuang.licences import api as licences

    for what, found in (
        ("document", documents.check_all()), ("licence", licences.check_all()), ("blanks", licences.check_blanks()),
        ("evidence", exchange.check_all()), ("explanation", cases.check_explanations()), ("credit", credit.check_all()),
        ("agency", agencies.check_all()),
    ):  # fmt: skip
        for ident, why in found:
            yield _broken(what, ident, None, why)


def _count(name: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [name])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(f"select count(*) from {connection.ops.quote_name(name)}")
        return int(cursor.fetchone()[0])


def _print(report: dict[str, Any]) -> None:
    console().print(f"{report['cases']} cases, {report['events']} events, {report['licences']} licences")
    if not report["broken"]:
        console().print("[green]Nothing is broken.[/]")
        return
    rows: list[tuple[object, ...]] = [(b["what"], b["id"], b["seq"], b["why"]) for b in report["broken"]]
    table("what", "id", "seq", "why", rows=rows, title=f"[red]{len(rows)} broken[/]")
