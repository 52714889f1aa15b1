"""Facts of a dossier (stream "dossier"). Answers, file names and notes stand in rows; facts carry codes and salted hashes."""

from __future__ import annotations

from uuid import UUID

from yichuang.kernel.values import fact


@fact("dossier.DossierOpened")
class DossierOpened:
    """What was handed in, as one salted hash over answers and files (the same that CaseReceived names)."""

    case_id: UUID
    version_id: UUID
    party_id: UUID
    content_hash: str


@fact("dossier.AnswersChanged")
class AnswersChanged:
    """The form was corrected: a new edition of the answers, the old one is kept."""

    case_id: UUID
    edition: int
    content_hash: str


@fact("dossier.MaterialAdded")
class MaterialAdded:
    """Files came in for a material: a new edition; the files before it are kept."""

    case_id: UUID
    material_code: str
    edition: int
    content_hash: str


@fact("dossier.ResultFetched")
class ResultFetched:
    """由系统取得: a result the government holds was laid in as the paper it stands for. `from_case`: the case that gave it, where it is ours."""

    case_id: UUID
    material_code: str
    from_case: UUID | None
    file_sha256: str


@fact("dossier.OriginalCompared")
class OriginalCompared:
    """比对原件: 原件核对无误, by the officer who says it."""

    case_id: UUID
    material_code: str


@fact("dossier.PaperTaken")
class PaperTaken:
    """A paper came in over the counter: how many copies, original or copy; a newer one takes the place of the one before."""

    case_id: UUID
    material_code: str
    copies: int
    original: bool


@fact("dossier.PointMarked")
class PointMarked:
    """Somebody judged a point. checklist: acceptance 受理要素 or review 审查要点; state: open, met, not_applicable, missing, failed."""

    case_id: UUID
    checklist: str
    code: str
    state: str


@fact("dossier.PapersSent")
class PapersSent:
    """移交: the paper file leaves the window for a post of an organ; it is on its way until somebody signs."""

    case_id: UUID
    move_id: UUID
    organ_id: UUID
    post: str


@fact("dossier.PapersSigned")
class PapersSigned:
    """移交签收: somebody of that post has the paper file in hand."""

    case_id: UUID
    move_id: UUID


@fact("dossier.DossierMoved")
class DossierMoved:
    """The case goes on under another version of its item: the checklists are those of that version."""

    case_id: UUID
    version_id: UUID
