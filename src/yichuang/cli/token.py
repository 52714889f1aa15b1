"""`yichuang token create|list|revoke`: keys with which connected systems call /api/v1/."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from yichuang.cli import environment
from yichuang.cli.output import emit_json, fail, table

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Keys of connected systems for /api/v1/.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The connected system.")],
    account: Annotated[str, typer.Option("--account", metavar="USERNAME", help="The account it acts as, with its powers.")],
    days: Annotated[int, typer.Option("--days", min=0, help="Valid for so many days; 0 = until revoked.")] = 365,
    as_json: AsJson = False,
) -> None:
    """Issue a token. It is printed once and kept nowhere."""
    with environment.ready():
        from yichuang.kernel.errors import Refusal
        from yichuang.kernel.problem import say
        from yichuang.organisations import api as organisations

        try:
            token_id, token = organisations.issue_token(
                name, account, actor=organisations.system_actor("cli"), now=datetime.now(UTC),
                lives=timedelta(days=days) if days else None,
            )
        except Refusal as refusal:
            fail(say(refusal))
    if as_json:
        emit_json({"id": str(token_id), "system": name, "account": account, "token": token})
    else:
        table("id", "system", "acts as", "token (shown once)", rows=[(token_id, name, account, token)])


@app.command("list")
def show(as_json: AsJson = False) -> None:
    """Every token: whose it is, until when, and whether it was revoked."""
    with environment.ready():
        from yichuang.organisations import api as organisations

        rows = organisations.tokens()
    if as_json:
        emit_json([
            {"id": str(r.id), "system": r.system, "account": r.username, "issued_at": r.issued_at.isoformat(),
             "expires_at": r.expires_at and r.expires_at.isoformat(), "revoked_at": r.revoked_at and r.revoked_at.isoformat()}
            for r in rows
        ])  # fmt: skip
    else:
        table("id", "system", "acts as", "issued", "expires", "revoked",
              rows=[(r.id, r.system, r.username, r.issued_at, r.expires_at or "", r.revoked_at or "") for r in rows])  # fmt: skip


@app.command()
def revoke(token_id: Annotated[UUID, typer.Argument(metavar="ID", help="As `yichuang token list` shows it.")]) -> None:
    """Revoke a token at once."""
    with environment.ready():
        from yichuang.kernel.errors import Refusal
        from yichuang.kernel.problem import say
        from yichuang.organisations import api as organisations

        try:
            organisations.revoke_token(token_id, actor=organisations.system_actor("cli"), now=datetime.now(UTC))
        except Refusal as refusal:
            fail(say(refusal))
