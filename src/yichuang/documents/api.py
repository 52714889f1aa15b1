"""The door of documents."""

from yichuang.documents.actions import (
    ActorRef,
    Copy,
    Fixed,
    fix,
    next_number,
    ref,
    reprint,
    verify_url,
    void,
)
from yichuang.documents.audit import check_all
from yichuang.documents.binding import Page, dossier_pdf
from yichuang.documents.correcting import correct, places, slip_in
from yichuang.documents.files import OpenFile, open_file, press_sheet, press_version
from yichuang.documents.making import make, retry, ride, seal
from yichuang.documents.press import drawing, press
from yichuang.documents.queries import (
    DocumentRow,
    MessageRow,
    PrintedCopy,
    RecipientRow,
    ServiceRow,
    by_file,
    by_token,
    document,
    failed,
    inbox,
    is_corrected,
    of_case,
    of_party,
    published,
    to_ride,
    to_seal,
    to_serve,
    unread_count,
    waiting,
)
from yichuang.documents.service import (
    Served,
    address_of,
    confirm_address,
    consented,
    is_told,
    mark_read,
    notify,
    serve,
    tell,
    withdraw_consent,
)
from yichuang.documents.signing import SignatureCheck, sign
from yichuang.documents.signing import check as check_signature
from yichuang.documents.signing import keys as signing_keys
from yichuang.documents.tasks import hint
from yichuang.documents.templates import keep as keep_template

__all__ = [
    "ActorRef", "Copy", "DocumentRow", "Fixed", "MessageRow", "OpenFile", "Page", "PrintedCopy", "RecipientRow",
    "Served", "ServiceRow", "SignatureCheck", "address_of", "by_file", "by_token", "check_all", "check_signature",
    "confirm_address", "consented", "correct", "document", "dossier_pdf", "drawing", "failed", "fix", "hint", "inbox",
    "is_corrected", "is_told", "keep_template", "make", "mark_read", "next_number", "notify", "of_case", "of_party",
    "open_file", "places", "press", "press_sheet", "press_version", "published", "ref", "reprint", "retry", "ride", "seal", "serve",
    "sign", "signing_keys", "slip_in", "tell", "to_ride", "to_seal", "to_serve", "unread_count", "verify_url", "void",
    "waiting", "withdraw_consent",
]
