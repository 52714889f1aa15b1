"""Facts of acting together: streams "theme" (一件事主题) and "joint" (one 联办 with its branches). Words stand in tables."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.facts.joint.acts import ActCancelled, ActHeld, ActPlanned, OpinionGiven, OpinionReminded, OpinionSilent, PhotoTaken
from yichuang.facts.joint.areas import (
    AreaAssessed,
    AreaEnded,
    AreaEntered,
    AreaFounded,
    AreaPaperLaid,
    IndicatorSet,
    PackageDecided,
)
from yichuang.kernel.values import fact


@fact("joint.ThemeDrafted")
class ThemeDrafted:
    """A version of a theme was begun or saved; what it says is named by hash."""

    version_id: UUID
    number: int
    content_hash: str


@fact("joint.ThemePublished")
class ThemePublished:
    """A version of a theme is in force; the one before it ends."""

    version_id: UUID
    content_hash: str
    authority_ref: str


@fact("joint.ThemeEnded")
class ThemeEnded:
    """Nobody can begin this theme any more; what runs goes on."""

    version_id: UUID
    authority_ref: str


@fact("joint.JointOpened")
class JointOpened:
    """联办 begins. `mode`: separate (each organ its own limit) or unified (26(2), on `basis`, the city's document)."""

    number: str
    what: str
    theme_version_id: UUID | None
    applicant_id: UUID
    agent_id: UUID | None
    mode: str
    lead_organ_id: UUID | None


@fact("joint.BranchJoined")
class BranchJoined:
    """One item of one organ is part of it. `waits`: a hard prerequisite is not there, so its application is not handed in yet. `module`: the
    part of the works of a project it is for; empty = the whole."""

    branch_id: UUID
    item_id: UUID
    version_id: UUID
    organ_id: UUID
    stage: str
    waits: bool
    content_hash: str
    again_for: UUID | None = None
    module: str = ""


@fact("joint.EdgeSet")
class EdgeSet:
    """The result of branch `before` is a condition of branch `after`: hard (not even applied for without it) or assumable
    (accepted under the assumption, 716号令 art. 7; a condition of the decision)."""

    edge_id: UUID
    before: UUID
    after: UUID
    edge: str
    article: str


@fact("joint.BranchOpened")
class BranchOpened:
    """The branch is a case of its organ from now on, under the version in force then."""

    branch_id: UUID
    case_id: UUID
    version_id: UUID


@fact("joint.BranchSettled")
class BranchSettled:
    """The branch's case has its end: granted, done, refused, withdrawn, ended, lapsed, rejected …"""

    branch_id: UUID
    outcome: str
    decided_on: date


@fact("joint.BranchDropped")
class BranchDropped:
    """A branch that waited was given up before its application was handed in."""

    branch_id: UUID
    statement_id: UUID


@fact("joint.EdgeMet")
class EdgeMet:
    """The result the edge waited for is there, fetched inside government (716号令 art. 7)."""

    edge_id: UUID
    case_id: UUID
    licence_id: UUID | None


@fact("joint.EdgeLost")
class EdgeLost:
    """The licence that met the edge was suspended, recalled, revoked, forfeited or struck off while the case that counts on it is undecided."""

    edge_id: UUID
    licence_id: UUID


@fact("joint.ConditionPressing")
class ConditionPressing:
    """The last day of a branch is near and a condition of its decision is still missing: applicant and lead are told the ways."""

    branch_id: UUID
    edge_id: UUID
    last_on: date


@fact("joint.CopyNoticed")
class CopyNoticed:
    """抄告: an organ is told of what another decides; it acknowledges receipt."""

    notice_id: UUID
    organ_id: UUID
    document_id: UUID


@fact("joint.CopyReceived")
class CopyReceived:
    """抄告回执."""

    notice_id: UUID


@fact("joint.BranchSigned")
class BranchSigned:
    """签署: the organ of a branch agrees that it is granted in the act that decides all of them (26(2))."""

    branch_id: UUID
    account_id: UUID
    authority_ref: str


@fact("joint.UnifiedExtended")
class UnifiedExtended:
    """The forty-five days of a unified handling were extended by fifteen by a head of the government, the reason told (42(2))."""

    statement_id: UUID
    authority_ref: str
    last_on: date


@fact("joint.AcceptedTogether")
class AcceptedTogether:
    """统一受理: the branches were accepted in one act of the window (26(2))."""

    branches: tuple[UUID, ...]


@fact("joint.DecidedTogether")
class DecidedTogether:
    """统一决定: the branches were decided in one act (26(2))."""

    branches: tuple[UUID, ...]


@fact("joint.PartnerBegun")
class PartnerBegun:
    """配合单位: handed over to one that is no organ; its time runs. Its name stands in a table: the applicant chose it."""

    partner_id: UUID
    partner: str
    """seal or bank"""
    authority_ref: str


@fact("joint.PartnerDone")
class PartnerDone:
    """配合单位: it has done its part; its time stands still."""

    partner_id: UUID
    authority_ref: str


@fact("joint.ResultsGrouped")
class ResultsGrouped:
    """What was made on one day and goes out the same way stands together for one handing over, by the first of the last days (44)."""

    group_id: UUID
    branches: tuple[UUID, ...]
    counter_organ_id: UUID
    last_on: date


@fact("joint.DeliveredTogether")
class DeliveredTogether:
    """统一送达: these branches' results went out in one handing over."""

    branches: tuple[UUID, ...]


@fact("joint.ProjectRegistered")
class ProjectRegistered:
    """A construction project under its national code. `verified`: the code was fetched from the national platform."""

    code: str
    division: str
    target_days: int
    from_on: date
    verified: bool


@fact("joint.ProjectCodeChecked")
class ProjectCodeChecked:
    """What the national platform said of the code of a project: fetched, unknown, or of another owner; by the answer kept as evidence."""

    code: str
    checked: str
    evidence_id: UUID
    answer_hash: str


@fact("joint.ProjectCodeCorrected")
class ProjectCodeCorrected:
    """A code that was typed and not fetched yet was put right."""

    code: str


@fact("joint.SituationAnswered")
class SituationAnswered:
    """What the owner answered, handing a stage in, to the questions which items the project needs: those whose answer is new."""

    stage: str
    needed: tuple[UUID, ...]
    not_needed: tuple[UUID, ...]


@fact("joint.LeadPassed")
class LeadPassed:
    """Every item of the organ that led ended without its result: the organ of the next one that stands leads."""

    organ_id: UUID


@fact("joint.StageLeadSet")
class StageLeadSet:
    """Which organ leads a stage."""

    stage: str
    organ_id: UUID


@fact("joint.ProjectPartySet")
class ProjectPartySet:
    """A party takes part in a project from a day on, in a role; of a regulator `party_id` is its organ."""

    role: str
    party_id: UUID
    from_on: date


@fact("joint.ProjectPartyLeft")
class ProjectPartyLeft:
    """A party takes part no longer."""

    role: str
    party_id: UUID
    to_on: date


@fact("joint.KeyNodeSet")
class KeyNodeSet:
    """关键节点: planned for a day, reached with the result of an item."""

    node_id: UUID
    item_id: UUID
    planned_on: date


@fact("joint.KeyNodeRemoved")
class KeyNodeRemoved:
    """A key node is planned no longer; the stream goes on saying what was planned."""

    node_id: UUID
    item_id: UUID


@fact("joint.BuildingEnded")
class BuildingEnded:
    """竣工: building ended on this day; the fourth stage begins. Said again, it puts the day right."""

    built_on: date


@fact("joint.ProjectClosed")
class ProjectClosed:
    """The project ends before its time; what waits is given up, each running case is ended by its own organ."""

    ground: str
    statement_id: UUID


@fact("joint.ResultPaperLaid")
class ResultPaperLaid:
    """Stream "joint": the result that one case gave went into another as the paper it stands for, not asked of the applicant."""

    case_id: UUID
    from_case: UUID
    material_code: str
    file_sha256: str


__all__ = [
    "ActCancelled", "ActHeld", "ActPlanned", "AreaAssessed", "AreaEnded", "AreaEntered", "AreaFounded", "AreaPaperLaid", "BranchDropped",
    "BranchJoined", "BranchOpened", "BranchSettled", "BranchSigned", "BuildingEnded", "ConditionPressing", "CopyNoticed", "CopyReceived",
    "DecidedTogether", "DeliveredTogether", "EdgeMet", "EdgeSet", "IndicatorSet", "JointOpened", "KeyNodeSet", "LeadPassed", "OpinionGiven",
    "OpinionReminded", "OpinionSilent", "PackageDecided", "PhotoTaken", "ProjectClosed", "ProjectCodeChecked", "ProjectCodeCorrected",
    "ProjectPartyLeft", "ProjectPartySet", "ProjectRegistered", "ResultPaperLaid", "ResultsGrouped", "SituationAnswered", "StageLeadSet", "ThemeDrafted",
    "ThemeEnded", "ThemePublished", "UnifiedExtended",
]
