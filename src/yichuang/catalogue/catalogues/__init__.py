"""Five typed catalogues 五类目录 and the lists with exceptions: dated views over the record. The door of this room."""

from yichuang.catalogue.catalogues.kinds import BY_KEY, COLUMN_NAMES, FIVE, KINDS, Kind
from yichuang.catalogue.catalogues.rows import Row, days_of_change, rows_of

__all__ = ["BY_KEY", "COLUMN_NAMES", "FIVE", "KINDS", "Kind", "Row", "days_of_change", "rows_of"]
