"""Exchange of implementing versions: out as a workbook or JSON, back in with a preview of what would change. This is its door."""

from yichuang.catalogue.exchange.background import ImportStopped, next_one, work
from yichuang.catalogue.exchange.export import FORMATS, export, plain_page
from yichuang.catalogue.exchange.plain_json import NAME as SCHEMA_NAME
from yichuang.catalogue.exchange.previews import (
    LARGE,
    MANY,
    ImportRefused,
    ImportRunning,
    LineRow,
    NoSuchPreview,
    NothingToImport,
    Preview,
    confirm,
    import_versions,
    keep,
    lines,
    preview,
    problems,
    recent,
)
from yichuang.catalogue.exchange.selection import Selection
from yichuang.catalogue.exchange.workbook import template
from yichuang.catalogue.exchange.writing import VersionsMoved

__all__ = [
    "FORMATS", "ImportRefused", "ImportRunning", "ImportStopped", "LARGE", "LineRow", "MANY", "NoSuchPreview", "NothingToImport",
    "Preview", "SCHEMA_NAME", "Selection", "VersionsMoved", "confirm", "export", "import_versions", "keep",
    "lines", "next_one", "plain_page", "preview", "problems", "recent", "template", "work",
]  # fmt: skip
