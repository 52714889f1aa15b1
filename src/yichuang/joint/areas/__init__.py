"""区域评估、打包审批: areas and what they were assessed for, projects that enter, alike cases decided as one package. The door of the room."""

from yichuang.joint.areas.audit import check_all
from yichuang.joint.areas.entering import enter, indicators_of
from yichuang.joint.areas.packages import Group, decide_package, waiting
from yichuang.joint.areas.reads import (
    AreaLine,
    AreaView,
    AssessmentRow,
    IndicatorRow,
    Inherited,
    area_of,
    given_to,
    inherited,
    listed,
    open_areas,
    paper,
    projects_for,
    public_rows,
    view,
)
from yichuang.joint.areas.verbs import Assessed, Limit, assess, end, found, set_indicator

__all__ = [
    "AreaLine", "AreaView", "Assessed", "AssessmentRow", "Group", "IndicatorRow", "Inherited", "Limit", "area_of", "assess", "check_all",
    "decide_package", "end", "enter", "found", "given_to", "indicators_of", "inherited", "listed", "open_areas", "paper", "projects_for",
    "public_rows", "set_indicator", "view", "waiting",
]
