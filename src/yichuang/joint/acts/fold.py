"""The fold test of joint acts: their rows are what the stream of their 联办 says (design §4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

from yichuang.facts import joint as f
from yichuang.joint.models import Joint
from yichuang.kernel.record import Recorded
from yichuang.kernel.values import canonical

Rows = dict[Any, Any]


def check_acts(joint: Joint, events: Iterable[Recorded]) -> Iterator[str]:
    """What is wrong with the acts of one 联办, in words; nothing when their rows are what its stream says."""
    acts, branches, officers, photos = said(events)
    kept = list(joint.acts.order_by("id"))
    if acts != {a.id: (a.kind, a.state, a.planned_at, a.words_hash, a.lead_organ_id, a.held_at, a.text_id, a.silence) for a in kept}:
        yield "the joint acts are not what the stream says"
    rows = [row for act in kept for row in act.rows.all()]
    if branches != {
        (r.act_id, r.branch_id): (bool(r.free), r.visit_id, r.recorded, r.verdict, r.article, r.reminded_at, r.silent_at) for r in rows
    }:
        yield "the branches of the joint acts are not what the stream says"
    if officers != {(o.act_id, o.organ_id, o.account_id) for act in kept for o in act.officers.all()}:
        yield "who takes part in the joint acts is not what the stream says"
    if photos != {p.id: (p.act_id, p.sha256, stamp_of(p)) for act in kept for p in act.photos.all()}:
        yield "the photos of the joint acts are not what the stream says"


def stamp_of(photo: Any) -> str:
    where = {"taken_at": photo.taken_at, "lat": photo.lat, "lon": photo.lon, "source": photo.source}
    return sha256(canonical(where)).hexdigest()


def said(events: Iterable[Recorded]) -> tuple[Rows, Rows, set[Any], Rows]:
    """Acts, branches in them, officers and photos as the stream says."""
    acts: Rows = {}
    rows: Rows = {}
    officers: set[Any] = set()
    photos: Rows = {}
    for event in events:
        match event.fact:
            case f.ActPlanned() as p:
                acts[p.act_id] = (p.act, "planned", p.planned_at, p.content_hash, p.lead_organ_id, None, None, p.silence)
                rows |= {(p.act_id, b): (False, as_id(p.visits.get(str(b))), False, "", "", None, None) for b in p.branches}
                rows |= {(p.act_id, b): (True, None, False, "", "", None, None) for b in p.free}
                officers |= {(p.act_id, as_id(organ), as_id(one)) for organ, who in p.officers.items() for one in who}  # type: ignore[attr-defined]
            case f.PhotoTaken() as t:
                photos[t.photo_id] = (t.act_id, t.sha256, t.stamp_hash)
            case f.ActHeld() as h:
                acts[h.act_id] = (acts[h.act_id][0], "held", *acts[h.act_id][2:5], h.held_at, h.text_id, acts[h.act_id][7])
                for branch_id in h.cases:
                    rows[h.act_id, branch_id] = (*rows[h.act_id, branch_id][:2], True, *rows[h.act_id, branch_id][3:])
            case f.ActCancelled() as c:
                acts[c.act_id] = (acts[c.act_id][0], "cancelled", *acts[c.act_id][2:6], c.reason_id, acts[c.act_id][7])
            case f.OpinionGiven() as o:
                row = rows[o.act_id, o.branch_id]
                rows[o.act_id, o.branch_id] = (*row[:3], o.verdict, o.article, *row[5:])
            case f.OpinionReminded() as r:
                row = rows[r.act_id, r.branch_id]
                rows[r.act_id, r.branch_id] = (*row[:5], event.at, row[6])
            case f.OpinionSilent() as s:
                rows[s.act_id, s.branch_id] = (*rows[s.act_id, s.branch_id][:6], event.at)
    return acts, rows, officers, photos


def as_id(text: object) -> Any:
    return UUID(str(text)) if text else None
