"""变相许可举报 reports of licences off the list or in disguise: anybody reports, who supervises the organ looks into it. The door of this room."""

from yichuang.catalogue.off_list.reading import Line, NoSuchReport, line, published, work
from yichuang.catalogue.off_list.verbs import dismiss, find, looks_into, mend, report

__all__ = ["Line", "NoSuchReport", "dismiss", "find", "line", "looks_into", "mend", "published", "report", "work"]
