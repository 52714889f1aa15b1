"""清理评估 of items through the real verbs and three hands: a split and a change the legal reviewer has to answer question by question, a licence
to be cancelled and one to be kept before the public, one it was decided to keep. Every document says 示例."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import life
from yichuang.cli.players import Cast
from yichuang.cli.sample_week import Days
from yichuang.kernel.values import local_date

FOUND: dict[str, str] = {
    "subject": "直接关系公共安全、人身健康，属于第一项。", "basis": "设定它的法规现行有效，条款已逐条核对。", "organ": "本局是法定的实施机关。",
    "self": "涉及公众，不是申请人一方能自主决定的。", "market": "市场不能在事前排除风险。", "association": "本市没有能承担自律审查的行业组织。",
    "afterwards": "出了事再查来不及，仍要事前审查。", "evaluated": "上年办理62件，已作评价，意见书报设定机关。",
    "repealed": "省级法规修订草案把这项许可改为备案，已公布施行日期。", "not_continued": "改为备案以后不再要求审批，也不转由协会办理。",
    "replaced": "备案以后由监管机关按双随机抽查，能够解决。", "compensated": "原许可证在有效期内继续有效，到期不用延续，没有造成损失。",
    "materials": "材料逐份与条件对应，没有无关的。", "burden": "环节2个、跑动0次，材料可共享的不要求提交。", "fees": "不收费。",
}  # fmt: skip
"""What the reviewer found, by question (示例)."""


def answers(request_id: UUID) -> dict[str, tuple[str, str]]:
    return {one.key: ("yes", f"{FOUND[one.key]}（示例）") for one in life.asked_of(request_id)}


def submitted(cast: Cast, request_id: UUID, reason: str, now: datetime) -> UUID:
    life.submit(request_id, reason=f"{reason}（示例）", running="keep", effective_on=None, revision=None, now=now, actor=cast["shixiang"])
    return request_id


def on_notice(cast: Cast, item: str, change: str, reason: str, now: datetime) -> UUID:
    """Begun, assessed and put before the public by three different acts of two people."""
    request_id = submitted(cast, life.begin(cast.items[item], change, now=now, actor=cast["shixiang"]), reason, now)
    life.review_legality(
        request_id, opinion="agree", text="", article="", answers=answers(request_id), revision=None, now=now + timedelta(hours=1), actor=cast["fazhi"]
    )
    started = now + timedelta(hours=2)
    life.open_notice(request_id, to_on=life.earliest_last(local_date(started)), revision=None, now=started, actor=cast["shixiang"])
    return request_id


def play(cast: Cast, days: Days) -> None:
    editor = cast["shixiang"]
    kept = on_notice(cast, "fire-check", "retain", "人员密集场所开业前的消防安全检查仍有必要，评价报告已报省消防救援机构。", days.ago(13, 9))
    life.close_notices(days.ago(4, 8))
    life.approve(kept, effective_on=None, revision=None, now=days.ago(4, 11), actor=cast["fenguan"])
    on_notice(cast, "small-catering", "cancel", "省级法规修订以后小餐饮由许可改为备案，拟取消这项许可。", days.ago(3, 9))
    on_notice(cast, "outdoor-sign", "retain", "大型户外广告设施有坠落风险，评价认为事后监督不能代替事前审查，拟保留。", days.ago(2, 9))
    split = life.begin_reshaping(
        cast.items["food-business"], "split", others=[], into=[("food-sale", "食品销售经营许可"), ("food-service", "餐饮服务经营许可")],
        now=days.ago(1, 9), actor=editor,
    )  # fmt: skip
    submitted(cast, split, "销售和餐饮的条件、现场核查内容不同，分开以后指南更清楚；同时经营的仍一次申请。", days.ago(1, 10))
    version = catalogue.redraft(cast.items["tree-felling"], now=days.ago(1, 14), actor=editor)
    section = catalogue.section(version, "handling")
    catalogue.save_section(version, "handling", {"at_terminal": True}, mark=section.mark, now=days.ago(1, 14, 20), actor=editor)
    changed = life.begin(version, "change", now=days.ago(1, 14, 30), actor=editor)
    submitted(cast, changed, "在镇街自助终端开通申请，方便山区群众就近办理。", days.ago(1, 15))
