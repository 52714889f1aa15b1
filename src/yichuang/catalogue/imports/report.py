"""The refusal a bad file gets; what an import reports is the kernel's."""

from __future__ import annotations

from yichuang.kernel import importing
from yichuang.kernel.importing import Found, ImportReport

__all__ = ["BadFile", "Found", "ImportReport"]


class BadFile(importing.BadFile):
    code = "catalogue.bad_file"
