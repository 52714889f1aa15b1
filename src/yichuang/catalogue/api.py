"""The door of the catalogue for other capabilities; `exchange` is the door of the room of files."""

from yichuang.catalogue import exchange
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
from yichuang.catalogue.comparing import Comparison, compare, content_of
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
from yichuang.catalogue.exchange import import_versions
from yichuang.catalogue.finding.finders import Found, Hit, search
from yichuang.catalogue.finding.plain_words import NoSuchPlainWord, WordLine, reading
from yichuang.catalogue.finding.plain_words import end as end_plain_word
from yichuang.catalogue.finding.plain_words import keep as keep_plain_word
from yichuang.catalogue.finding.plain_words import lines as plain_words
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
from yichuang.catalogue.pages import limit_words as limit_said
from yichuang.catalogue.queries import NoSuchItem, NotPublished, drawing, is_open, latest_terms, net, published, terms
from yichuang.catalogue.results import OpenItem, decided_by, item_names, open_items

__all__ = [
    "BadFile", "Comparison", "Desk", "DrawingMoved", "FieldRow", "Finding", "FormRow", "Found", "GuideRow", "Hit",
    "ImportReport", "NoSuchItem", "NoSuchPlainWord", "NoSuchProcedure", "NotPublishable", "NotPublished", "OpenItem",
    "Problem", "ProcedureLine", "SectionRow", "Severity", "Source", "VersionLine", "VersionList", "WordLine",
    "WrongStatus", "attach_procedure", "begin_procedure", "browse", "check", "compare", "content_of", "counts",
    "decided_by", "departments", "desk", "draft", "drawing", "end_plain_word", "exchange", "form", "guide", "import_guides",
    "import_items", "import_versions", "is_open", "item_names", "keep_draft", "keep_plain_word", "keep_procedure", "latest_terms",
    "limit_said", "limit_words", "load_shipped", "move", "net", "new_form", "open_items", "plain_words",
    "procedure_choices", "procedure_lines", "procedure_words", "publish", "published", "reading", "redraft", "revise",
    "save_procedure", "search", "seed_catalogue", "terms", "variables", "versions",
]
