"""Between the law and the net: a case's compiled procedure, its data, and who decides at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from yichuang.cases.actions.unit import Verb
from yichuang.cases.domain import review as law
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act
from yichuang.procedures import api as procedures


def net_of(verb: Verb) -> procedures.Net:
    procedure_id = verb.state.procedure_id or verb.terms.procedure_id
    assert procedure_id is not None, "a published version has a procedure"
    return catalogue.net(procedure_id)


def values_of(verb: Verb, net: procedures.Net, **more: object) -> Mapping[str, object]:
    """The flat data that conditions read; the dossier is read only when the net reads data."""
    if not net.reads_data:
        return more
    return {**dossier.answers(verb.state.id), **more}


class UnknownOrgan(Refusal):
    code = "cases.unknown_organ"
    message = "流程要由“%(organ)s”办理，没有登记这个机关。"
    remedy = "请核对申请中写明的机关：统一社会信用代码或者全称。"


def placed(net: procedures.Net, step: procedures.Step, values: Mapping[str, object]) -> procedures.Step:
    """The step with the organs its data names found in the register. Raises BadOrgan or UnknownOrgan."""
    step = procedures.organs_named(net, step, values)
    if not step.organs:
        return step
    return replace(step, organs=tuple((node, index, str(organ_id(named))) for node, index, named in step.organs))


def organ_id(named: str) -> UUID:
    found = organisations.organ_named(named)
    if found is None:
        raise UnknownOrgan(organ=named)
    return found.id


def decide_post(verb: Verb) -> str:
    """The post that signs: by the authorisation table of the deciding organ, on the day (design §5 Who)."""
    act = Act.GRANT
    posts = organisations.posts_for(
        act, organ_id=verb.state.handling_organ_id, item_id=verb.terms.item_id, on=local_date(verb.now)
    )
    return posts[0] if posts else "deputy_director"


def begin_review(verb: Verb) -> None:
    """Acceptance opens the procedure's first tasks in the same transaction."""
    net = net_of(verb)
    values = values_of(verb, net)
    step = placed(net, procedures.start(net, values), values)
    assert verb.terms.procedure_id is not None
    verb.say(
        law.start_review(
            verb.state, procedure_id=verb.terms.procedure_id, step=step, net=net, new_id=new_id,
            decide_post=decide_post(verb),
        )
    )
