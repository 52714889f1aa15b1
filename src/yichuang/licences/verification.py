"""Public verification: what anybody may learn about a licence or a document, by code, number or file (design §5a)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from yichuang.documents import api as documents
from yichuang.documents import domain as documents_domain
from yichuang.kernel.values import local_date
from yichuang.licences import domain
from yichuang.licences.models import Edition
from yichuang.licences.queries import current


class Verdict(StrEnum):
    """The one word of the page."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    INVALID = "invalid"
    SUPERSEDED = "superseded"
    PENDING = "pending"
    TAMPERED = "tampered"
    NOT_FOUND = "not_found"


VERDICTS: dict[Verdict, str] = {
    Verdict.VALID: "真实有效", Verdict.NOT_YET: "真实，尚未生效", Verdict.EXPIRED: "真实，有效期已届满",
    Verdict.SUSPENDED: "真实，已被暂扣", Verdict.INVALID: "真实，已失效", Verdict.SUPERSEDED: "真实，已有新版",
    Verdict.PENDING: "已作出决定，证件制作中", Verdict.TAMPERED: "文件被改动，不可采信", Verdict.NOT_FOUND: "没有查到",
}


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer. `what` is licence, document or none; names of persons are masked; texts are msgids."""

    verdict: Verdict
    reason: str
    what: str = "none"
    title: str = ""
    number: str = ""
    identifier: str = ""
    issuer: str = ""
    holder: str = ""
    scope: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    state_on: date | None = None
    edition: int = 0
    file_sha256: str = ""
    signer: str = ""
    signed_at: datetime | None = None

    @property
    def sentence(self) -> str:
        return VERDICTS[self.verdict]

    @property
    def good(self) -> bool:
        return self.verdict is Verdict.VALID

    @property
    def found(self) -> bool:
        return self.verdict is not Verdict.NOT_FOUND


ENDED: dict[domain.State, str] = {
    domain.State.RECALLED: "许可证已被撤回。", domain.State.REVOKED: "许可证已被撤销。",
    domain.State.FORFEITED: "许可证已被吊销。", domain.State.CANCELLED: "许可证已经注销。",
}

NOTHING = Verification(
    Verdict.NOT_FOUND, "请核对证件上的编号、电子证照标识或者二维码。查不到的证件、文书，不是本平台制作的，或者号码有误。"
)


def verify_code(token: str, *, on: date) -> Verification:
    """By the unguessable code of the QR: a licence's own, or a document's."""
    if not token or len(token) > 64:
        return NOTHING
    if found := current().filter(licence__token=token).first():
        return _licence(found, on)
    row = documents.by_token(token)
    return _document(row) if row else NOTHING


def verify(text: str, *, on: date, name: str = "") -> Verification:
    """By QR code, 电子证照标识 or 许可证编号. A number that can be guessed asks for the holder's name as well."""
    wanted = text.strip()
    if not wanted or len(wanted) > 120:
        return NOTHING
    by_code = verify_code(wanted, on=on)
    if by_code.found:
        return by_code
    upper = wanted.upper()
    edition = Edition.objects.select_related("licence").filter(identifier=upper).exclude(identifier="").first()
    if edition is not None:
        return _licence(edition, on) if edition.edition == edition.licence.edition else _superseded(edition, on)
    found = current().filter(licence__number=upper).first()
    if found and name.strip() == found.licence.holder_name:
        return _licence(found, on)
    return NOTHING


def verify_file(pdf: bytes, *, on: date) -> Verification:
    """A PDF as somebody has it: our bytes exactly, and if not, whether our signature in it still holds."""
    digest = sha256(pdf).hexdigest()
    check = documents.check_signature(pdf)
    signed = {"signer": check.signer, "signed_at": check.signed_at, "file_sha256": digest}
    edition = Edition.objects.select_related("licence").filter(file_sha256=digest).first()
    if edition is not None:
        known = _licence(edition, on) if edition.edition == edition.licence.edition else _superseded(edition, on)
        return _with(known, **signed)
    if row := documents.by_file(digest):
        return _with(_document(row), **signed)
    if check.signed and not check.intact:
        return Verification(Verdict.TAMPERED, "文件在签名之后被改动，内容不可采信。", what="file", **signed)
    if check.holds:
        return Verification(
            Verdict.NOT_FOUND, "签名有效，但本平台没有这份文件的登记。", what="file", **signed
        )
    return Verification(Verdict.NOT_FOUND, check.problem or NOTHING.reason, file_sha256=digest)


def _with(known: Verification, **more: object) -> Verification:
    return replace(known, **more)  # type: ignore[arg-type]


def _licence(edition: Edition, on: date) -> Verification:
    licence = edition.licence
    verdict, reason = _judge(edition, on)
    content = edition.content
    person = content.get("holder_kind") != "legal"
    return Verification(
        verdict, reason, what="licence", title=licence.name, number=licence.number, identifier=edition.identifier,
        issuer=content["organ_name"], holder=domain.masked_person(content["holder_name"]) if person else content["holder_name"],
        scope=licence.scope, issued_on=licence.issued_on, valid_from=licence.valid_from, valid_to=licence.valid_to,
        state_on=licence.state_on, edition=edition.edition, file_sha256=edition.file_sha256,
    )


def _judge(edition: Edition, on: date) -> tuple[Verdict, str]:
    licence = edition.licence
    state = domain.State(licence.state)
    if state is domain.State.ORDERED:
        return Verdict.PENDING, "决定已经作出，证件正在制作。"
    if state is domain.State.SUSPENDED:
        return Verdict.SUSPENDED, "许可证已被暂扣。"
    if state is not domain.State.VALID:
        return Verdict.INVALID, ENDED[state]
    if on < licence.valid_from and not _runs_since(edition, on):
        return Verdict.NOT_YET, "有效期尚未开始。"
    if domain.expired(licence.valid_to, on):
        return Verdict.EXPIRED, "有效期已经届满，没有延续。"
    return Verdict.VALID, "许可证由所列机关颁发，现在有效。"


def _runs_since(edition: Edition, on: date) -> bool:
    """A renewed licence is in force before its new validity begins: an earlier edition's has begun."""
    first = Edition.objects.filter(licence_id=edition.licence_id, edition=1).first()
    return first is not None and date.fromisoformat(first.content["valid_from"]) <= on


def _superseded(edition: Edition, on: date) -> Verification:
    """An older paper: of no use even while the licence is valid, because a newer one replaced it."""
    now = _licence(edition, on)
    if now.verdict is not Verdict.VALID:
        return now
    valid = edition.content
    now = _with(  # what this paper itself said, not what the licence says by now
        now, scope=valid.get("scope", ""), valid_from=date.fromisoformat(valid["valid_from"]),
        valid_to=date.fromisoformat(valid["valid_to"]) if valid["valid_to"] else None,
    )  # fmt: skip
    return _with(now, verdict=Verdict.SUPERSEDED, reason="这是旧版证件，已由补证、变更、更正或者延续的新版取代。")


def _document(row: documents.DocumentRow) -> Verification:
    issuer = row.fields["organ_name"]
    common = {
        "what": "document", "title": row.title, "number": row.number, "issuer": issuer,
        "issued_on": local_date(row.fixed_at), "file_sha256": row.file_sha256,
    }
    if row.state == documents_domain.State.VOID:
        return Verification(Verdict.INVALID, "文书已作废。", **common)  # type: ignore[arg-type]
    if not row.readable:
        return Verification(Verdict.PENDING, "文书正在制作。", **common)  # type: ignore[arg-type]
    if documents.is_corrected(row.id):
        told = "文书由所列机关制作；其中的笔误已用更正通知书更正，请一并查看。"
        return Verification(Verdict.VALID, told, **common)  # type: ignore[arg-type]
    return Verification(Verdict.VALID, "文书由所列机关制作。", **common)  # type: ignore[arg-type]
