"""The door of the catalogue for other capabilities."""

from yichuang.catalogue.actions import (
    BadFile,
    ImportReport,
    NotPublishable,
    WrongStatus,
    check,
    draft,
    import_guides,
    import_items,
    keep_procedure,
    load_shipped,
    move,
    new_form,
    publish,
    revise,
    seed_catalogue,
)
from yichuang.catalogue.drafts import (
    Desk,
    DrawingMoved,
    NoSuchProcedure,
    Problem,
    ProcedureLine,
    attach_procedure,
    begin_procedure,
    desk,
    keep_draft,
    procedure_choices,
    procedure_lines,
    procedure_words,
    redraft,
    save_procedure,
    variables,
)
from yichuang.catalogue.elements import FieldRow, FormRow, SectionRow, form
from yichuang.catalogue.finding.finders import Found, Hit, search
from yichuang.catalogue.guide_pages import (
    GuideRow,
    Source,
    VersionLine,
    VersionList,
    browse,
    counts,
    departments,
    guide,
    limit_words,
    versions,
)
from yichuang.catalogue.lints import Finding, Severity
from yichuang.catalogue.queries import NoSuchItem, NotPublished, drawing, is_open, latest_terms, net, published, terms
from yichuang.catalogue.results import OpenItem, decided_by, item_names, open_items
from yichuang.catalogue.situations.reading import TITLE as SITUATION_TITLE
from yichuang.catalogue.situations.reading import TITLE_EN as SITUATION_TITLE_EN
from yichuang.catalogue.situations.reading import case_terms, form_for, inapplicable, keep_selection, terms_for, whole_form

__all__ = [
    "BadFile", "Desk", "DrawingMoved", "FieldRow", "Finding", "FormRow", "Found", "GuideRow", "Hit", "ImportReport",
    "NoSuchItem", "NoSuchProcedure", "NotPublishable", "NotPublished", "OpenItem", "Problem", "ProcedureLine", "SITUATION_TITLE", "SITUATION_TITLE_EN", "SectionRow",
    "Severity", "Source", "VersionLine", "VersionList", "WrongStatus", "attach_procedure", "begin_procedure", "browse", "case_terms", "check",
    "counts", "decided_by", "departments", "desk", "draft", "drawing", "form", "form_for", "guide", "import_guides", "import_items",
    "inapplicable", "is_open", "item_names", "keep_draft", "keep_procedure", "keep_selection", "latest_terms", "limit_words", "load_shipped", "move", "net",
    "new_form", "open_items", "procedure_choices", "procedure_lines", "procedure_words", "publish", "published", "redraft",
    "revise", "save_procedure", "search", "seed_catalogue", "terms", "terms_for", "variables", "versions", "whole_form",
]
