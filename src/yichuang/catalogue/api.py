"""The door of the catalogue for other capabilities; `exchange`, `life` and `powers` are the doors of rooms."""

from yichuang.catalogue import (
    agreements,
    boundaries,
    catalogues,
    checks,
    choosing,
    claims,
    delegating,
    exchange,
    instruments,
    life,
    memos,
    off_list,
    outsourcing,
    powers,
    prerequisites,
    rights,
    samples,
    standards,
)
from yichuang.catalogue.actions import (
    BadFile,
    ImportReport,
    NotPublishable,
    WrongStatus,
    check,
    draft,
    import_guides,
    import_instruments,
    import_items,
    import_lists,
    keep_procedure,
    load_shipped,
    move,
    new_form,
    publish,
    revise,
    seed_catalogue,
)
from yichuang.catalogue.comparing import Comparison, compare, content_of
from yichuang.catalogue.delegating import deciding_organ
from yichuang.catalogue.discarding import Discarded, Discarding, discard, discarded, would_go
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
from yichuang.catalogue.editing import (
    DraftMoved,
    Section,
    begin_item,
    comparable,
    element_choices,
    instrument_titles,
    questions_of,
    save_section,
    section,
)
from yichuang.catalogue.elements import FieldRow, FormRow, Question, SectionRow, asked_now, form
from yichuang.catalogue.exchange import import_versions
from yichuang.catalogue.finding.beside import Beside
from yichuang.catalogue.finding.beside import register as offer_beside
from yichuang.catalogue.finding.finders import Found, Hit, search
from yichuang.catalogue.finding.index import fill_empty as fill_empty_index
from yichuang.catalogue.finding.many import fill as fill_many
from yichuang.catalogue.finding.many import sizes as index_sizes
from yichuang.catalogue.finding.plain_words import NoSuchPlainWord, WordLine, reading
from yichuang.catalogue.finding.plain_words import end as end_plain_word
from yichuang.catalogue.finding.plain_words import keep as keep_plain_word
from yichuang.catalogue.finding.plain_words import lines as plain_words
from yichuang.catalogue.finding.scenarios import Change, Scenario
from yichuang.catalogue.finding.scenarios import register as offer_scenarios
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
from yichuang.catalogue.guide_papers import is_brought, is_fetched
from yichuang.catalogue.inheriting import Entry, Standing, adopt, entry, standing_of
from yichuang.catalogue.lints import Finding, Severity
from yichuang.catalogue.merging import United, united
from yichuang.catalogue.offers import Offer, offered_by
from yichuang.catalogue.pages import limit_words as limit_said
from yichuang.catalogue.powers import import_powers
from yichuang.catalogue.queries import (
    InstrumentRow,
    NoSuchItem,
    NotPublished,
    drawing,
    instrument,
    is_open,
    latest_terms,
    net,
    published,
    terms,
)
from yichuang.catalogue.results import (
    InForce,
    OpenItem,
    decided_by,
    in_force,
    item_ids,
    item_names,
    item_titles,
    open_items,
    open_where,
)
from yichuang.catalogue.sameness import Deviating, Group, Matrix, from_basic, groups, matrix, peers
from yichuang.catalogue.situations.dmn_import import import_dmn
from yichuang.catalogue.situations.reading import TITLE as SITUATION_TITLE
from yichuang.catalogue.situations.reading import TITLE_EN as SITUATION_TITLE_EN
from yichuang.catalogue.situations.reading import case_terms, form_for, inapplicable, keep_selection, terms_for, whole_form
from yichuang.catalogue.smart.keeping import may_switch as may_switch_smart
from yichuang.catalogue.smart.keeping import switch as switch_smart
from yichuang.catalogue.smart.reading import (
    SmartItem,
    elements_for,
    is_switched_off,
    knowing,
    smart_items,
    smart_judge,
    smart_number,
    smart_rules,
    typed,
)
from yichuang.catalogue.ways import Way, way_of

__all__ = [
    "BadFile", "Beside", "Change", "Comparison", "Desk", "Deviating", "Discarded", "Discarding", "DraftMoved", "DrawingMoved", "Entry", "FieldRow", "Finding",
    "FormRow", "Found", "Group", "GuideRow", "Hit", "ImportReport", "InForce", "InstrumentRow", "Matrix", "NoSuchItem",
    "NoSuchPlainWord", "NoSuchProcedure", "NotPublishable", "NotPublished", "Offer", "OpenItem", "Problem", "ProcedureLine",
    "Question", "Scenario", "SITUATION_TITLE", "SITUATION_TITLE_EN", "Section", "SectionRow", "Severity", "SmartItem", "Source",
    "Standing", "United", "VersionLine", "VersionList", "Way", "WordLine", "WrongStatus", "adopt", "agreements", "asked_now",
    "attach_procedure", "begin_item", "begin_procedure", "boundaries", "browse", "case_terms", "catalogues", "check", "checks", "choosing", "claims",
    "comparable", "compare", "content_of", "counts", "decided_by", "deciding_organ", "delegating", "departments", "desk", "discard", "discarded",
    "draft", "drawing", "element_choices", "elements_for", "end_plain_word", "entry", "exchange", "fill_empty_index", "fill_many", "form",
    "form_for", "from_basic", "groups", "guide", "import_dmn", "import_guides", "import_instruments", "import_items", "import_lists", "import_powers",
    "import_versions", "in_force", "inapplicable", "index_sizes", "instrument", "instrument_titles", "instruments", "is_brought", "is_fetched", "is_open",
    "is_switched_off", "item_ids", "item_names", "item_titles", "keep_draft", "keep_plain_word", "keep_procedure", "keep_selection",
    "knowing", "latest_terms", "life", "limit_said", "limit_words", "load_shipped", "matrix", "may_switch_smart", "memos",
    "move", "net", "new_form", "off_list", "offer_beside", "offer_scenarios",
    "offered_by", "open_items", "open_where", "outsourcing", "peers", "plain_words", "powers", "prerequisites",
    "procedure_choices", "procedure_lines", "procedure_words", "publish", "published", "questions_of", "reading", "redraft",
    "revise", "rights", "samples", "save_procedure", "save_section", "search", "section", "seed_catalogue", "smart_items",
    "smart_judge", "smart_number", "smart_rules", "standards", "standing_of", "switch_smart", "terms", "terms_for", "typed", "united",
    "variables", "versions", "way_of", "whole_form", "would_go",
]
