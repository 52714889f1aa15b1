"""Scenes of the sample week across levels and places: handed in at the district for the city, taken in and forwarded, passed up."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Channel, TaskKind
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.agreement import AgreementMode
from yichuang.catalogue.seed import ship_reported
from yichuang.cli import props
from yichuang.cli.players import Cast, Player, work
from yichuang.dossier import api as dossier
from yichuang.intake import api as intake
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations

if TYPE_CHECKING:
    from yichuang.cli.sample_week import Days

TOWN = "quxian-chuangkou"
AGENT = "cun-daiban"
LENT, FORWARDED, BY_AGENT = ("drainage", "public-place-hygiene"), ("tree-felling",), ("signboard-filing",)


def agreements(cast: Cast, days: Days, now: datetime) -> None:
    """The district's window takes in for the city: two items accepted in the city's name, one taken in and forwarded"""
    at = days.ago(20)
    told: dict[str, Any] = {
        "window_organ_id": cast.demo.organs["county"], "for_organ_id": cast.demo.organs["bureau"], "from_on": local_date(at), "now": at,
        "actor": cast["shixiang"],
    }  # fmt: skip
    catalogue.agreements.agree(
        mode=AgreementMode.ACCEPT, item_ids=[*map(cast.item_id, LENT)], hands_out=True, document="示例市、示例区全城通办协议〔2026〕1号",
        text="区窗口以市局名义核对、受理，用市局受理专用章，结果可以在区窗口领", **told,
    )  # fmt: skip
    catalogue.agreements.agree(
        mode=AgreementMode.TAKE_IN, item_ids=[*map(cast.item_id, FORWARDED)], document="示例市、示例区代收转寄协议〔2026〕2号",
        text="区窗口代收，一个工作日内转寄（演示补全）", **told,
    )  # fmt: skip
    catalogue.agreements.agree(
        mode=AgreementMode.TAKE_IN, item_ids=[*map(cast.item_id, BY_AGENT)], document="示例市、双溪口村代办协议〔2026〕3号",
        text="村便民服务站的代办员代收，一个工作日内转寄（演示补全）", **{**told, "window_organ_id": cast.demo.organs["village"]},
    )  # fmt: skip


class Slip(BytesIO):
    """A scan as the window's page sends it: bytes with the name of the file."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


def draft(cast: Cast, item: str, at: datetime, party: UUID) -> UUID:
    """What the clerk of the district typed and laid on the counter: the form signed, the first paper as an original, scans of all."""
    window, version = cast[TOWN], cast.items[item]
    made = intake.start(version, party, token=new_id(), actor=window, now=at, channel=Channel.WINDOW)
    values = props.answers(catalogue.terms(version), party)
    terms = catalogue.terms_for(version, values)
    form = catalogue.form_for(terms, organisations.party(party).kind, values)
    raw = {code: "yes" if value is True else "no" if value is False else value if isinstance(value, list) else str(value) for code, value in values.items()}
    intake.keep_answers(made.id, form.asked, raw, step="window", actor=window, now=at)  # type: ignore[arg-type]
    name = organisations.party(party).name
    asked = [material for material in terms.materials if not material.from_form]
    for material in asked:
        intake.lay_files(made.id, material.code, [Slip(f"{material.name[:20]}.pdf", props.paper(material.name, name))], actor=window, now=at)
    intake.keep_papers(made.id, [dossier.Paper(asked[0].code, 1, True, True)], actor=window, now=at)
    return made.id


def handed_in_at_the_district(cast: Cast, days: Days, now: datetime) -> None:
    """Accepted at the district's window in the city's name: one to be looked at, one decided and collected there"""
    at = days.ago(1, 14, 10)
    intake.send(draft(cast, "drainage", at, cast.parties[7]), declared=True, actor=cast[TOWN], now=at)
    begun = days.ago(9, 9, 40)
    case_id, _ = intake.send(draft(cast, "drainage", begun, cast.parties[6]), declared=True, actor=cast[TOWN], now=begun)
    player = Player(cast, "drainage", case_id).accept(days.ago(9, 10, 5), who=TOWN)
    player.review(days.ago(6, 11)).grant(days.ago(5, 9))
    work()
    cases.send_result(case_id, tracking_number="EX300000003CN", actor=cast["zhizheng"], now=days.ago(5, 15))
    cases.confirm_result(case_id, actor=cast[TOWN], now=days.ago(4, 10))
    player.hand_out(days.ago(3, 15), who=TOWN)


def taken_in_and_forwarded(cast: Cast, days: Days, now: datetime) -> None:
    """Taken in at the district for the city: one past its day to forward, one on its way, one arrived and accepted"""
    window = cast[TOWN]
    late = days.ago(3, 15, 20)
    intake.take_in(draft(cast, "tree-felling", late, cast.parties[2]), declared=True, actor=window, now=late)
    sent = days.ago(2, 9, 15)
    on_the_way = intake.take_in(draft(cast, "tree-felling", sent, cast.parties[3]), declared=True, actor=window, now=sent)
    intake.forward(on_the_way, means="courier", tracking_number="EX300000001CN", actor=window, now=days.ago(1, 16))
    begun = days.ago(6, 10, 30)
    arrived = intake.take_in(draft(cast, "tree-felling", begun, cast.parties[4]), declared=True, actor=window, now=begun)
    intake.forward(arrived, means="courier", tracking_number="EX300000002CN", actor=window, now=days.ago(5, 16))
    case_id = intake.confirm_arrival(arrived, arrived_at=days.ago(4, 10, 20), actor=cast["chuangkou"], now=days.ago(4, 10, 40))
    Player(cast, "tree-felling", case_id).accept(days.ago(3, 9, 30))


def passed_up(cast: Cast, days: Days, now: datetime) -> None:
    """Accepted by the district and passed up to the city: one to be passed up today, one under review at the city"""
    code = "soil-conservation-district"
    cast = Cast(cast.demo, {**cast.items, code: ship_reported(now=days.ago(20), actor=organisations.system_actor("demo"))}, cast.actors, cast.parties)
    for n in (1, 4):
        player = Player(cast, code).apply(days.ago(n + 1, 9, 50), party=cast.parties[4]).accept(days.ago(n, 10, 15), who=TOWN)
    task = next(t for t in player.state().open_tasks if t.kind is TaskKind.REPORT)
    cases.report_up(player.case_id, task.id, actor=cast["quxian"], now=days.ago(3, 14))
