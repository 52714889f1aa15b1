"""Who may ask for what and who decides, as the demonstration shows it through the real verbs: two prerequisites before the tribunal, one
transfer memo that both organs are still writing, powers given on (`sample_powers`), two reports of a licence in disguise. Every document
says 示例."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.standards import Requirement
from yichuang.catalogue.domain.tribunal import Kind, Verdict
from yichuang.cli import sample_boundaries, sample_evaluations, sample_powers
from yichuang.cli.players import Cast, gather
from yichuang.cli.sample_week import Days
from yichuang.kernel.values import ZONE, local_date
from yichuang.organisations import api as organisations

RULING = "列出的依据是规范性文件，法律、法规、规章都没有规定要先取得这份报告（《优化营商环境条例》第三十五条）。（示例）"
PARTS = {
    "policy": "移交《林木采伐管理规定（示例）》等3份文件，附目录。",
    "seals": "林木采伐审批专用章一枚，生效日封存，由接收机关启用行政审批专用章。",
    "archives": "2021年以来的办结案卷，按档号逐卷移交。",
}
"""Parts of the memo already written; 制式凭证 and 业务协调 are not."""


def play(*, now: datetime) -> None:
    """Play once; a database with a docket is left alone."""
    if catalogue.prerequisites.reading.dockets()[0]:
        return
    cast, days = gather(now), Days(now.astimezone(ZONE).date())
    struck(cast, days)
    answered(cast, days)
    memo(cast, days, now)
    sample_powers.play(cast, days, now)
    off_list(cast, days)
    sample_boundaries.answered(cast, days)
    outsourced(cast, days)
    standards(cast, now)
    declined(cast, days)
    sample_evaluations.play(cast, days)


def declined(cast: Cast, days: Days) -> None:
    """应领尽领: an entry of the city's list that the bureau does not claim, with the reason; another nobody has spoken for yet."""
    entry = catalogue.claims.listed("demo-funeral")[0]
    catalogue.claims.decline(
        entry.id, reason="由市民政局实施，本局不实施（示例）", organ_id=cast.demo.organs["bureau"], now=days.ago(3, 10), actor=cast["shixiang"]
    )


STANDARDS: tuple[tuple[str, str, tuple[tuple[str, int], ...], tuple[str, ...]], ...] = (
    ("flow", "审批流程标准（示例）", (("steps", 5), ("step_posts", 0), ("promised", 50)), ()),
    ("catalogue", "事项目录标准（示例）", (("bases", 0), ("conditions", 0), ("materials_source", 0)), ()),
    ("coordination", "审管协同标准（示例）", (("regulator", 0), ("office", 0)), ("water", "forestry")),
    ("project", "重大项目审批标准（示例）", (("promised_days", 10), ("by_promise", 0), ("tolerates", 0)), ("housing", "resources")),
    ("exchange", "数据交换标准（示例）", (("basic_code", 0), ("online", 0), ("electronic_licence", 0)), ()),
    ("system", "审批制度标准（示例）", (("acceptance_points", 0), ("review_points", 0), ("windows", 0)), ()),
    ("assessment", "便民考核标准（示例）", (("visits", 1), ("online", 0), ("courier", 0)), ("market",)),
)
"""Kind, title, what it asks for, organs that try it. The trial of the last is over soon."""


def standards(cast: Cast, now: datetime) -> None:
    for n, (kind, title, asked, pilots) in enumerate(STANDARDS, start=1):
        standard_id = catalogue.standards.keep(
            kind=kind, title=title, document=f"示行审标〔2026〕{n}号（示例）", requirements=tuple(Requirement(*one) for one in asked), from_on=local_date(now),
            pilots=tuple(cast.demo.organs[organ] for organ in pilots), now=now, actor=cast["shixiang"],
        )  # fmt: skip
    catalogue.standards.widen(standard_id, general_on=local_date(now) + timedelta(days=30), now=now, actor=cast["fenguan"])


def outsourced(cast: Cast, days: Days) -> None:
    """A service bought and looked at once, and one handed to a society."""
    editor, today = cast["shixiang"], days.today
    told = {"item": "", "number": "", "now": days.ago(30, 9), "actor": editor, "from_on": local_date(days.ago(30)), "to_on": today + timedelta(days=300)}
    bought = catalogue.outsourcing.keep(
        way="purchased", name="政务大厅导办服务（示例）", contractor="示例市某社会工作服务中心", document="示行审购〔2026〕2号合同（示例）",
        duty="工作日导办不少于4人，按季检查到岗和群众评价。（示例）", **told,
    )  # fmt: skip
    catalogue.outsourcing.supervise(bought, on=local_date(days.ago(6)), finding="good", text="到岗5人，抽查满意。（示例）", now=days.ago(6, 15), actor=editor)
    catalogue.outsourcing.keep(
        way="transferred", name="户外招牌安全知识培训（示例）", contractor="示例市某广告行业协会", document="示行审发〔2026〕11号（示例）",
        duty="每季培训一次，不向参加者收费。（示例）", **told,
    )  # fmt: skip


def off_list(cast: Cast, days: Days) -> None:
    """Two reports of a licence in disguise: one found to hold and put right by a day, one still looked into."""
    public = organisations.system_actor("public")
    found = catalogue.off_list.report(
        uuid4(), organ_id=cast.demo.organs["city"], requirement="门头装修前到街道登记", shape="registration",
        text="城管窗口说不登记就不能装修，办事指南里没有这一项。（示例）", now=days.ago(8, 10), actor=public,
    )  # fmt: skip
    catalogue.off_list.find(
        found, text="该项登记不在清单上，以登记名义要求同意后才能装修，属变相许可，责令停止。（示例）", article="《优化营商环境条例》第三十九条第一款",
        mend_by=days.today + timedelta(days=14), now=days.ago(5, 15), actor=cast["jiancha"],
    )  # fmt: skip
    catalogue.off_list.report(
        uuid4(), organ_id=cast.demo.organs["water"], requirement="排水口位置认定", shape="recognition",
        text="申请排水许可前要先取得位置认定书，指南里没有写。（示例）", now=days.ago(2, 9), actor=public,
    )  # fmt: skip


def struck(cast: Cast, days: Days) -> None:
    """A department wants one more paper for small caterers; it has no basis, so the panel strikes it."""
    docket_id = catalogue.prerequisites.tribunal.file(
        "small-catering", "房屋安全鉴定报告", kind=Kind.NEW, plaintiff_id=cast.demo.organs["bureau"], defendant_id=cast.demo.organs["housing"],
        claim="住建部门提出办小餐饮要先取得房屋安全鉴定报告，请审理。（示例）", actor=cast["shixiang"], now=days.ago(9, 9),
    )  # fmt: skip
    notice = [{"title": "示例市房屋使用安全管理通知", "article": "第三条", "rank": "document"}]
    catalogue.prerequisites.tribunal.answer(docket_id, text="经营场所应当安全，通知要求先鉴定。（示例）", bases=notice, actor=cast["zhujian"], now=days.ago(7, 10))
    panel: dict[UUID, str] = {seat(cast, name): Verdict.STRIKE.value for name in ("shizhang", "shuiwu-juzhang", "zhuanjia")}
    catalogue.prerequisites.tribunal.decide(
        docket_id, presiding=seat(cast, "shizhang"), votes=panel, bases=[], reasons=RULING, actor=cast["shizhang"], now=days.ago(5, 15)
    )


def answered(cast: Cast, days: Days) -> None:
    """An existing one, answered with an article and waiting for the panel."""
    docket_id = catalogue.prerequisites.tribunal.file(
        "signboard-filing", "营业执照", kind=Kind.CLEAR, plaintiff_id=cast.demo.organs["bureau"], defendant_id=cast.demo.organs["housing"],
        claim="营业执照可以共享核验，请审理是否还要申请人先取得、再提交。（示例）", actor=cast["shixiang"], now=days.ago(4, 9),
    )  # fmt: skip
    basis = [{"title": "黑龙江省城市市容和环境卫生管理条例", "article": "第十九条", "rank": "local_regulation"}]
    catalogue.prerequisites.tribunal.answer(docket_id, text="牌匾由已登记的经营者设置，条例要求备案。（示例）", bases=basis, actor=cast["zhujian"], now=days.ago(2, 10))


def memo(cast: Cast, days: Days, now: datetime) -> None:
    """林木采伐 goes from the forestry bureau to the approval bureau; three of five parts are written, nobody has signed."""
    made = catalogue.memos.open_memo(
        catalogue.terms(cast.items["tree-felling"]).item_id, from_organ_id=cast.demo.organs["forestry"], to_organ_id=cast.demo.organs["bureau"],
        level="3", document="示编〔2026〕12号（示例）", from_on=local_date(now + timedelta(days=60)), now=days.ago(3, 9), actor=cast["linye"],
    )  # fmt: skip
    for part, text in PARTS.items():
        catalogue.memos.fill(made, part, text=f"{text}（示例）", now=days.ago(2, 11), actor=cast["linye"])


def seat(cast: Cast, username: str) -> UUID:
    account_id = cast[username].account_id
    assert account_id is not None
    return account_id
