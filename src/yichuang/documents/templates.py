"""Templates as content: the shared layout and the kind's own file, stored once under the hash of both."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from yichuang.documents.domain import KindSpec
from yichuang.documents.models import TemplateVersion
from yichuang.kernel.prepared import Fragment, together

FOLDER = Path(__file__).parent / "typst"


@cache
def own(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


@cache
def made(name: str, text: str) -> TemplateVersion:
    """Layout + `text` under their SHA-256; not stored yet."""
    source = own("layout.typ") + "\n" + text
    return TemplateVersion(sha256=sha256(source.encode()).hexdigest(), name=name, source=source)


def kept_cte(template: TemplateVersion) -> Fragment:
    """Stores the template with what is fixed under it, unless it is there: the text stays, so old documents render alike.

    Sending some kilobytes again costs less than asking first, which every document would.
    """
    sql = """kept as (insert into document_template (sha256, name, source) select %s, %s, %s
      where not exists (select 1 from document_template where sha256 = %s) on conflict do nothing returning 1)"""
    return sql, [template.sha256, template.name, template.source, template.sha256]


def keep(name: str, text: str) -> str:
    """Store a template of another capability's papers and return its SHA-256."""
    template = made(name, text)
    together(kept_cte(template))
    return template.sha256


def version(spec: KindSpec) -> TemplateVersion:
    """The version of the kind's template as it is now."""
    return made(spec.template, own(spec.template))
