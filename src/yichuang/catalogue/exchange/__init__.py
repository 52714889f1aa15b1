"""Exchange of implementing versions: out as a workbook or JSON, back in with a preview of what would change. This is its door."""

from yichuang.catalogue.exchange.export import FORMATS, export
from yichuang.catalogue.exchange.previews import (
    ImportRefused,
    LineRow,
    NoSuchPreview,
    NothingToImport,
    Preview,
    confirm,
    import_versions,
    keep,
    lines,
    preview,
    recent,
)
from yichuang.catalogue.exchange.selection import Selection
from yichuang.catalogue.exchange.writing import VersionsMoved

__all__ = [
    "FORMATS", "ImportRefused", "LineRow", "NoSuchPreview", "NothingToImport", "Preview", "Selection", "VersionsMoved", "confirm", "export",
    "import_versions", "keep", "lines", "preview", "recent",
]  # fmt: skip
