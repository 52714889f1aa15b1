"""Five typed catalogues 五类目录 and the lists with exceptions: dated views over the record. The door of this room."""

from yichuang.catalogue.catalogues.kinds import BY_KEY, COLUMN_NAMES, FIVE, KINDS, Kind
from yichuang.catalogue.catalogues.rows import History, Page, Row, days_of_change, over_promise, page_of, stream

__all__ = ["BY_KEY", "COLUMN_NAMES", "FIVE", "History", "KINDS", "Kind", "Page", "Row", "days_of_change", "over_promise", "page_of", "stream"]
