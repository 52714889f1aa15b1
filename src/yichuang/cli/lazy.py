"""A command group that imports a command only when it runs: `yichuang --help` answers at once."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup


class LazyGroup(TyperGroup):
    """Commands named in `lazy` live in other modules, each with an `app` (a Typer); the group knows their one-line help."""

    lazy: ClassVar[dict[str, tuple[str, str]]] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *self.lazy]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in self.lazy:
            return _stub(cmd_name, self.lazy[cmd_name][1])
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        if name in self.lazy:
            command = typer.main.get_command(import_module(self.lazy[name][0]).app)
            command.name = name
        return name, command, rest


def _stub(name: str, text: str) -> Any:
    app = typer.Typer(add_completion=False)

    @app.command(name=name, help=text)
    def stub() -> None:
        raise AssertionError(f"{name} is shown by its stub and run by its own command")

    return typer.main.get_command(app)
