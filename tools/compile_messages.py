"""Compile locale/*/LC_MESSAGES/django.po. A counted message is also found without its count.

`gettext` of Python before 3.11.3 (Debian 12 has 3.11.2) does not find a message that has a plural, so its singular is written a
second time under its own key.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[1] / "src" / "yichuang" / "locale"


def compiled(source: Path) -> None:
    with source.open("rb") as file:
        catalog = read_po(file)
    for message in list(catalog):
        if isinstance(message.id, tuple) and message.string[0]:
            catalog._messages[f"{message.id[0]}\0"] = Message(message.id[0], message.string[0])  # no public way: one msgid, two keys
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        compiled(path)
