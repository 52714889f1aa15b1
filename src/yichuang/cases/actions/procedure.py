"""Between the law and the net: a case's compiled procedure, its data, and who decides at its end."""

from __future__ import annotations

from collections.abc import Mapping

from yichuang.cases.actions.unit import Verb
from yichuang.cases.domain import review as law
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act
from yichuang.procedures import api as procedures


def net_of(verb: Verb) -> procedures.Net:
    procedure_id = verb.state.procedure_id or verb.terms.procedure_id
    assert procedure_id is not None, "a published version has a procedure"
    return catalogue.net(procedure_id)


def values_of(verb: Verb, net: procedures.Net, **more: object) -> Mapping[str, object]:
    """The flat data that conditions read; the dossier is read only when the net has conditions."""
    if not net.has_conditions:
        return more
    return {**dossier.answers(verb.state.id), **more}


def decide_post(verb: Verb) -> str:
    """The post that signs: by the authorisation table of the deciding organ, on the day (design §5 Who)."""
    act = Act.GRANT
    posts = organisations.posts_for(
        act, organ_id=verb.state.deciding_organ_id, item_id=verb.terms.item_id, on=local_date(verb.now)
    )
    return posts[0] if posts else "deputy_director"


def begin_review(verb: Verb) -> None:
    """Acceptance opens the procedure's first tasks in the same transaction."""
    net = net_of(verb)
    step = procedures.start(net, values_of(verb, net))
    assert verb.terms.procedure_id is not None
    verb.say(
        law.start_review(
            verb.state, procedure_id=verb.terms.procedure_id, step=step, net=net, new_id=new_id,
            decide_post=decide_post(verb),
        )
    )
