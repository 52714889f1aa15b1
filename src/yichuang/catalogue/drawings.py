"""Procedures of items: keeps a BPMN drawing with the net compiled from it, and says what stops it from being published."""

from __future__ import annotations

import hashlib
from datetime import datetime

from yichuang.catalogue.models import Procedure
from yichuang.kernel.errors import Refusal
from yichuang.organisations.domain import POST_NAMES, Actor
from yichuang.procedures import api as procedures

POSTS = frozenset(post.value for post in POST_NAMES)


def keep(code: str, *, name: str, bpmn: str, now: datetime, actor: Actor) -> Procedure:
    """The newest procedure of that code when its drawing is the same, else its next number.

    Raises the refusal of `procedures` when the drawing cannot be executed.
    """
    digest = hashlib.sha256(bpmn.encode()).hexdigest()
    last = Procedure.objects.filter(code=code).order_by("-number").first()
    if last and last.sha256 == digest:
        return last
    net = procedures.compile_bpmn(bpmn, posts=POSTS)
    return Procedure.objects.create(
        code=code, number=last.number + 1 if last else 1, name=name, bpmn=bpmn, net=procedures.to_plain(net),
        sha256=digest, created_at=now, created_by=actor.ref,
    )


def problems(procedure: Procedure | None) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """(why it cannot be executed, tasks without a post, variables its conditions read) for the publishing lints."""
    if procedure is None:
        return (), (), frozenset()
    try:
        net = procedures.compile_bpmn(procedure.bpmn, posts=POSTS)
    except Refusal as refusal:
        reasons = tuple(f"{problem.field}：{problem.message}" for problem in refusal.errors) or (str(refusal.message),)
        return reasons, (), frozenset()
    ownerless = tuple(node.name or node.id for node in net.nodes if node.kind in procedures.TASKS and not node.post)
    return (), ownerless, frozenset(procedures.variables(net)) - {"verdict"}
