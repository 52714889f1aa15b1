"""The door of credit."""

from yichuang.credit.actions import note, repair, void
from yichuang.credit.queries import Row, check_all, find, is_bad, record_of, register, rows_of, standing

__all__ = ["Row", "check_all", "find", "is_bad", "note", "record_of", "register", "repair", "rows_of", "standing", "void"]
