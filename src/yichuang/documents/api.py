"""The door of documents."""

from yichuang.documents.actions import (
    ActorRef,
    Copy,
    Fixed,
    correct,
    fix,
    next_number,
    ref,
    reprint,
    verify_url,
    void,
)
from yichuang.documents.templates import keep as keep_template

__all__ = [
    "ActorRef", "Copy", "Fixed", "correct", "fix", "keep_template", "next_number", "ref", "reprint", "verify_url", "void",
]
