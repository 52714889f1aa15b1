"""Facts of the catalogue: streams "item" (one item, and the change requests made for it), "import" (one written import),
"plain_word" (one word people say), "mandate_clause", "power", "sample" (one sample of a material)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.ItemVersionPublished")
class ItemVersionPublished:
    """An implementing version came into force; what cases run under, by hash."""

    version_id: UUID
    number: int
    regime: str
    effective_on: date
    content_hash: str
    replaced_id: UUID | None
    warnings: tuple[str, ...]


@fact("catalogue.ItemVersionSuspended")
class ItemVersionSuspended:
    """No new applications until it is resumed; running cases go on."""

    version_id: UUID


@fact("catalogue.ItemVersionResumed")
class ItemVersionResumed:
    version_id: UUID


@fact("catalogue.ItemVersionEnded")
class ItemVersionEnded:
    """No new applications any more. `replaced_id` names the version that took its place."""

    version_id: UUID
    replaced_id: UUID | None


@fact("catalogue.GuidesImported")
class GuidesImported:
    """参考指南 came in from a file; counts as in the report."""

    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int


@fact("catalogue.ItemsImported")
class ItemsImported:
    """A list of items came in from a file; counts as in the report."""

    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int


@fact("catalogue.VersionsImported")
class VersionsImported:
    """A workbook or JSON of versions came in as drafts, all of it; the file by its hash, counts as in the preview."""

    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int


@fact("catalogue.ChangeRequested")
class ChangeRequested:
    """Somebody began a change request on an item. `change` is the kind; what is written is named by id and salted hash."""

    request_id: UUID
    change: str
    version_id: UUID | None
    authority_ref: str


@fact("catalogue.ChangeSubmitted")
class ChangeSubmitted:
    """A request went to the legality review. `contents` are the hashes of the drafts as they are to be reviewed, by version."""

    request_id: UUID
    running: str
    contents: dict[str, str]
    note_id: UUID
    note_hash: str


@fact("catalogue.LegalityAgreed")
class LegalityAgreed:
    request_id: UUID
    note_id: UUID | None
    note_hash: str
    authority_ref: str


@fact("catalogue.LegalityNotAgreed")
class LegalityNotAgreed:
    """Back to drafting: `opinion` says whether after changes or not at all; `article` what it would break."""

    request_id: UUID
    opinion: str
    article: str
    note_id: UUID
    note_hash: str
    authority_ref: str


@fact("catalogue.ExpertsAsked")
class ExpertsAsked:
    """Experts were drawn from the pool, those with an interest left out; `seed` repeats the draw."""

    request_id: UUID
    account_ids: tuple[UUID, ...]
    pool: int
    seed: str


@fact("catalogue.ExpertOpinionGiven")
class ExpertOpinionGiven:
    request_id: UUID
    account_id: UUID
    opinion: str
    note_id: UUID
    note_hash: str


@fact("catalogue.ExpertsHeard")
class ExpertsHeard:
    """Everybody who was asked has answered, or stood aside."""

    request_id: UUID


@fact("catalogue.NoticeOpened")
class NoticeOpened:
    """The change is shown to the public, who may comment until the end of the last day."""

    request_id: UUID
    from_on: date
    to_on: date


@fact("catalogue.NoticeCommented")
class NoticeCommented:
    """Somebody commented on a notice; what and who stands in a table."""

    request_id: UUID
    comment_id: UUID
    note_hash: str


@fact("catalogue.NoticeAnswered")
class NoticeAnswered:
    request_id: UUID
    comment_id: UUID
    adopted: bool
    note_hash: str


@fact("catalogue.NoticeClosed")
class NoticeClosed:
    request_id: UUID
    comments: int


@fact("catalogue.ChangeApproved")
class ChangeApproved:
    """Takes effect on a day to come, or today."""

    request_id: UUID
    effective_on: date
    authority_ref: str


@fact("catalogue.ChangeReturned")
class ChangeReturned:
    """Back to the drafter, with a reason."""

    request_id: UUID
    note_id: UUID
    note_hash: str


@fact("catalogue.ChangeRejected")
class ChangeRejected:
    request_id: UUID
    note_id: UUID
    note_hash: str
    authority_ref: str


@fact("catalogue.ChangeWithdrawn")
class ChangeWithdrawn:
    request_id: UUID


@fact("catalogue.ChangeHeldUp")
class ChangeHeldUp:
    """On its day an approved change met what forbids it; `codes` are those of the findings. Whoever approved decides again."""

    request_id: UUID
    codes: tuple[str, ...]


@fact("catalogue.ChangeTookEffect")
class ChangeTookEffect:
    """An approved change is in force. `moves` pairs the version that ended with the one that took its place; `running` is the
    rule stated for cases under way."""

    request_id: UUID
    change: str
    running: str
    effective_on: date
    moves: tuple[tuple[UUID, UUID], ...]


@fact("catalogue.PlainWordKept")
class PlainWordKept:
    """A plain word stands for item words from a day on; the words themselves are in the row, here by their hash."""

    use: str
    content_hash: str
    valid_from: date
    replaced_id: UUID | None


@fact("catalogue.PlainWordEnded")
class PlainWordEnded:
    """The word is not looked for after this day."""

    valid_until: date


@fact("catalogue.PlainWordsImported")
class PlainWordsImported:
    """Plain words came in from a file."""

    sha256: str
    read: int


@fact("catalogue.MandateClauseKept")
class MandateClauseKept:
    """A clause of an organ's 三定规定 is on the list; its text by hash."""

    organ_id: UUID
    text_hash: str
    valid_from: date | None


@fact("catalogue.PowerKept")
class PowerKept:
    """A power of an organ is on the power and duty list from a day on; duties and bases by hash."""

    code: str
    organ_id: UUID | None
    office_id: UUID | None
    clause_id: UUID | None
    content_hash: str
    valid_from: date | None
    replaced_id: UUID | None


@fact("catalogue.PowerEnded")
class PowerEnded:
    """The last day of a power on the list."""

    valid_to: date


@fact("catalogue.PowersImported")
class PowersImported:
    """A power and duty list came in from a file; counts as in the report."""

    sha256: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int


@fact("catalogue.DocketFiled")
class DocketFiled:
    """A prerequisite of an item is called in question before the tribunal; stream "docket"."""

    item_id: UUID
    docket_kind: str
    prerequisite_hash: str
    plaintiff_id: UUID
    defendant_id: UUID
    claim_hash: str
    answer_by: date


@fact("catalogue.DocketAnswered")
class DocketAnswered:
    answer_hash: str
    bases: tuple[str, ...]


@fact("catalogue.DocketDecided")
class DocketDecided:
    """One instance has decided. `members` and `votes` stand in the same order."""

    instance: int
    presiding_id: UUID
    members: tuple[UUID, ...]
    votes: tuple[str, ...]
    verdict: str
    bases: tuple[str, ...]
    reasons_hash: str
    appeal_by: date | None


@fact("catalogue.DocketAppealed")
class DocketAppealed:
    by_organ_id: UUID
    appeal_hash: str


@fact("catalogue.DocketFinal")
class DocketFinal:
    """The time to appeal ran out, or the second instance has decided."""

    verdict: str


@fact("catalogue.DocketCarriedOut")
class DocketCarriedOut:
    """The version in force says what the verdict says."""

    version_id: UUID


@fact("catalogue.DocketWithdrawn")
class DocketWithdrawn:
    reason_hash: str


@fact("catalogue.DataElementKept")
class DataElementKept:
    """A new word of the vocabulary; stream "data_element". What never changes is said, the words by their hash."""

    element: str
    element_type: str
    unit: str
    sensitivity: str
    content_hash: str


@fact("catalogue.DataElementChanged")
class DataElementChanged:
    """Other words, another source or sensitivity for the same element."""

    sensitivity: str
    content_hash: str


@fact("catalogue.DelegationMade")
class DelegationMade:
    """A power is given on from a day on (委托 24, 下放, 划转 25, 授权 23); stream "delegation"."""

    item_id: UUID
    form: str
    from_organ_id: UUID
    to_organ_id: UUID
    place: str
    from_on: date
    to_on: date | None
    content_hash: str


@fact("catalogue.DelegationTookEffect")
class DelegationTookEffect:
    """Its first day has come: from here on the other organ decides, or acts."""

    item_id: UUID
    form: str
    from_organ_id: UUID
    to_organ_id: UUID
    from_on: date


@fact("catalogue.DelegationEnded")
class DelegationEnded:
    """Its last day is set."""

    item_id: UUID
    to_on: date


@fact("catalogue.DelegationExpired")
class DelegationExpired:
    """Its last day went by: the power is back."""

    item_id: UUID
    to_on: date


@fact("catalogue.DelegationFollowedUp")
class DelegationFollowedUp:
    """后续检查 of a power given down: what was found, by hash."""

    on: date
    finding_hash: str


@fact("catalogue.MemoOpened")
class MemoOpened:
    """事项划转交接备忘录 of an item is drafted; stream "memo"."""

    item_id: UUID
    from_organ_id: UUID
    to_organ_id: UUID
    from_on: date


@fact("catalogue.MemoPartFilled")
class MemoPartFilled:
    """One of the five parts, or the list of cases, was written or changed: a signature given before is void."""

    part: str
    content_hash: str


@fact("catalogue.MemoSigned")
class MemoSigned:
    """The first of the two organs signed the five parts and the list of cases."""

    side: str
    content_hash: str
    finish: int
    hand_over: int


@fact("catalogue.MemoAgreed")
class MemoAgreed:
    """The second organ signed the same: the transfer is entered for its day."""

    side: str
    content_hash: str
    finish: int
    hand_over: int
    delegation_id: UUID


@fact("catalogue.MemoTookEffect")
class MemoTookEffect:
    delegation_id: UUID


@fact("catalogue.MemoWithdrawn")
class MemoWithdrawn:
    reason_hash: str


@fact("catalogue.BasicListImported")
class BasicListImported:
    """One edition of a national or provincial list came in (stream "basic_list"); what it leaves out ended."""

    sha256: str
    read: int
    new: int
    changed: int
    ended: int


@fact("catalogue.ItemClaimed")
class ItemClaimed:
    """认领: the item stands on this entry of a list."""

    entry_id: UUID
    list_code: str
    entry_code: str


@fact("catalogue.EntryDeclined")
class EntryDeclined:
    """An organ does not claim an entry of the list; why stands in a table."""

    entry_id: UUID
    organ_id: UUID


@fact("catalogue.ItemReplaced")
class ItemReplaced:
    """The item ended by a split or merge; these took its place on the same day."""

    request_id: UUID
    by: tuple[UUID, ...]
    on: date


@fact("catalogue.InstrumentRepealed")
class InstrumentRepealed:
    """An instrument that items stand on is repealed from that day (stream "instrument"); what takes its place stands in the row."""

    repealed_on: date


@fact("catalogue.SampleKept")
class SampleKept:
    """A sample of a material is shown from a day on; its file by its hash."""

    use: str
    sha256: str
    valid_from: date
    replaced_id: UUID | None


@fact("catalogue.SampleEnded")
class SampleEnded:
    """The sample is not shown after this day."""

    valid_until: date
