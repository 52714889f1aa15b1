"""National codes as pure functions: what a code is, and which digit or part of it is wrong.

Each `<kind>(code)` gives the reason why a code is wrong, empty when it holds. `identify` finds the kind by itself.
Reasons are Chinese; `Reason.msgid` and `Reason.params` let a page say them in another language.
"""

from yichuang.kernel.codes.identify import Checked, identify
from yichuang.kernel.codes.licences import (
    LicenceIdentifier,
    licence_identifier,
    make_licence_identifier,
    parse_licence_identifier,
)
from yichuang.kernel.codes.matters import (
    BasicCode,
    ImplementingCode,
    basic_code,
    case_number,
    implementing_code,
    make_case_number,
    parse_basic_code,
    parse_implementing_code,
    project_code,
)
from yichuang.kernel.codes.people import Citizen, citizen_id, parse_citizen_id
from yichuang.kernel.codes.places import division
from yichuang.kernel.codes.reasons import NONE, Reason
from yichuang.kernel.codes.subjects import organ_code, uscc

__all__ = [
    "NONE", "BasicCode", "Checked", "Citizen", "ImplementingCode", "LicenceIdentifier", "Reason", "basic_code", "case_number",
    "citizen_id", "division", "identify", "implementing_code", "licence_identifier", "make_case_number",
    "make_licence_identifier", "organ_code", "parse_basic_code", "parse_citizen_id", "parse_implementing_code",
    "parse_licence_identifier", "project_code", "uscc",
]
