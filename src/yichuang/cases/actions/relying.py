"""What a decision asks of 告知承诺: which points still keep it from being made, and the check that opens with it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.cases.actions.unit import Verb
from yichuang.cases.domain import promising as law
from yichuang.cases.domain.decision import ProofLost
from yichuang.credit import api as credit
from yichuang.dossier import api as dossier
from yichuang.kernel.codes.reasons import Several
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Post


def open_points(verb: Verb) -> list[str]:
    """审查要点 that nobody has found met and no promise stands for."""
    return law.uncovered(verb.state, dossier.review_open(verb.state.id), dossier.review_failed_points(verb.state.id))


def check_proofs(verb: Verb) -> None:
    """What the system fetched counts on the day of the decision too, whatever was found of it before. Raises ProofLost."""
    if lost := dossier.proof_lost(verb.state.id, local_date(verb.now)):
        names = [material.name for code in lost if (material := verb.terms.material(code))]
        raise ProofLost(materials=Several(names))


def rely(verb: Verb) -> None:
    """After the decision was said: the check afterwards opens, where the decision stands on the promise."""
    if verb.terms.promise is not None and law.relied(verb.state, dossier.review_open(verb.state.id)):
        verb.say(law.rely(verb.state, verb.terms.promise, post=post(verb, Act.FOLLOW_UP), new_id=new_id))


def post(verb: Verb, act: Act) -> str:
    """Whose task an act is, by the authorisation table of the deciding organ on the day."""
    posts = organisations.posts_for(act, organ_id=verb.state.handling_organ_id, item_id=verb.terms.item_id, on=local_date(verb.now))
    return posts[0] if posts else Post.UNDERTAKER.value


def check_credit(party_id: UUID, on: date, way: str) -> None:
    """Raises CreditBars while a record of the party stands."""
    record = credit.standing(party_id, on)
    law.check_record(record, organ=organisations.organ(record.organ_id).name if record else "", way=way)
