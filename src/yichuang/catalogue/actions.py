"""The verbs of the catalogue, by family: imports, publishing, shipped data, drawings."""

from yichuang.catalogue.claims import import_lists
from yichuang.catalogue.drawings import keep as keep_procedure
from yichuang.catalogue.imports.guide_import import import_guides
from yichuang.catalogue.imports.item_import import import_items
from yichuang.catalogue.imports.report import BadFile, ImportReport
from yichuang.catalogue.instruments import import_instruments
from yichuang.catalogue.publishing import NotPublishable, WrongStatus, check, draft, move, new_form, publish, revise
from yichuang.catalogue.seed import load_shipped, seed_catalogue

__all__ = [
    "BadFile", "ImportReport", "NotPublishable", "WrongStatus", "check", "draft", "import_guides", "import_instruments", "import_items", "import_lists",
    "keep_procedure", "load_shipped", "move", "new_form", "publish", "revise", "seed_catalogue",
]
