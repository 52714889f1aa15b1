"""Templates as content: the shared layout and the kind's own file, stored once under the hash of both."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from yichuang.documents.domain import KindSpec
from yichuang.documents.models import TemplateVersion

FOLDER = Path(__file__).parent / "typst"


@cache
def own(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def keep(name: str, text: str) -> str:
    """Store layout + `text` under their SHA-256 and return it; the text stays, so old documents render alike."""
    source = own("layout.typ") + "\n" + text
    digest = sha256(source.encode()).hexdigest()
    TemplateVersion.objects.bulk_create(
        [TemplateVersion(sha256=digest, name=name, source=source)], ignore_conflicts=True
    )
    return digest


def version(spec: KindSpec) -> str:
    """The version of the kind's template as it is now."""
    return keep(spec.template, own(spec.template))
