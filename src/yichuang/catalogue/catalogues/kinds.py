"""Which catalogues and lists there are, what each says, and what is missing where it is empty. Words only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One catalogue. `columns` name the cells of its rows after the item's own; `empty` says what would fill it."""

    key: str
    title: str
    about: str
    columns: tuple[str, ...]
    empty: str
    article: str = ""


def kind(key: str, *, title: str, summary: str, columns: tuple[str, ...], why: str, article: str = "") -> Kind:
    """`summary` and `why` are read by people (see tools/messages.py)."""
    return Kind(key, title, summary, columns, why, article)


TITLE_NAMES = {
    "adjusted": "调整目录", "pre_approval": "前置审批目录", "delegated": "事权下放目录", "enforcement": "行政执法目录", "open": "政务公开目录",
    "one_visit": "最多跑一次事项清单", "more_visits": "不能最多跑一次的负面清单", "by_promise": "告知承诺事项清单", "tolerated": "容缺受理事项清单",
    "fees": "行政事业性收费清单", "boundary": "审管互动边界清单", "duty": "审批监管责任清单",
    "transferred": "转移社会管理服务事项目录", "purchased": "购买服务项目目录", "evaluated": "事项清理评估结果公示", "standards": "审批标准清单",
}
COLUMN_NAMES = {
    "on": "施行日", "change": "变更类型", "successors": "代替它的事项、承接机关", "reason": "理由", "prerequisite": "前置条件", "given_by": "由哪个事项给出",
    "article": "依据", "form": "下放方式", "from_organ": "原机关", "to_organ": "承接机关", "until": "截止日", "document": "依据的文件", "notice": "公示",
    "power_kind": "权力类型", "organ": "机关", "office": "责任科室", "public": "决定是否公开", "limit": "承诺时限",
    "visits": "承诺到现场次数", "materials": "可以容缺的材料",
    "fee": "收费项目", "standard": "标准", "step": "环节", "approve_office": "审批科室", "regulator": "监管机关", "regulate_office": "监管科室",
    "interaction": "互动方式", "within": "几个工作日以内", "approver": "审批机关",
    "standard_kind": "标准类别", "asks": "对事项的要求", "measure": "数值", "who": "谁执行", "evaluation": "分类",
    "contractor": "承接主体", "checked": "最近一次监督检查",
}

KINDS: tuple[Kind, ...] = (
    kind("adjusted", title=TITLE_NAMES["adjusted"], summary="已经施行的新增、变更、拆分、合并、暂停、下放、收回和取消，按施行日排列。",
         columns=("on", "change", "successors", "reason"), why="还没有施行过变更申请。事项的变更经公示、批准施行以后列在这里。"),
    kind("evaluated", title=TITLE_NAMES["evaluated"], summary="依法清理评估的事项分类公示：已取消的、拟取消的、拟保留的和决定保留的，逐项写明理由和公示的日期。",
         columns=("evaluation", "notice", "on", "reason"), why="到这一天还没有公示过清理评估的结果。取消和保留的申请公示以后列在这里。",
         article="《中华人民共和国行政许可法》第二十条"),
    kind("pre_approval", title=TITLE_NAMES["pre_approval"], summary="办一个事项以前须先取得的其他结果，每一条都有依据。",
         columns=("prerequisite", "given_by", "article"), why="现行的事项没有写明前置条件。", article="《优化营商环境条例》第三十五条"),
    kind("delegated", title=TITLE_NAMES["delegated"], summary="委托、下放、划转和授权行使的权力，从哪天起由谁行使。",
         columns=("form", "from_organ", "to_organ", "on", "until", "document", "notice"),
         why="这一天没有生效的委托、下放、划转或者授权。申请经公示、批准施行以后列在这里。"),
    kind("enforcement", title=TITLE_NAMES["enforcement"], summary="行政处罚、行政强制、行政征收和行政检查，来自权责清单。",
         columns=("power_kind", "organ", "office", "article"), why="权责清单里还没有处罚、强制、征收、检查类的权力。导入权责清单以后列在这里。"),
    kind("open", title=TITLE_NAMES["open"], summary="现行的全部事项，办理的条件、材料、期限和决定都公开。",
         columns=("organ", "limit", "public"), why="这一天没有现行的事项。", article="《中华人民共和国行政许可法》第五条"),
    kind("one_visit", title=TITLE_NAMES["one_visit"], summary="申请人最多到现场一次就能办成的事项。", columns=("organ", "visits"),
         why="现行的事项没有承诺最多到现场一次的。"),
    kind("more_visits", title=TITLE_NAMES["more_visits"], summary="现在还要到现场一次以上，或者没有写明次数的事项，逐项写明原因。", columns=("organ", "visits", "reason"),
         why="现行的事项都承诺了最多到现场一次。"),
    kind("by_promise", title=TITLE_NAMES["by_promise"], summary="申请人承诺符合条件就作出决定，事后核查的事项；申请人可以不选。", columns=("organ",),
         why="现行的事项没有标明可以告知承诺。事项管理员在办理规则里标明并发布以后列在这里。", article="《优化营商环境条例》第四十条"),
    kind("tolerated", title=TITLE_NAMES["tolerated"], summary="缺少次要材料可以先受理、后补交的事项。", columns=("organ", "materials"),
         why="现行的事项没有标明可以容缺受理。事项管理员在办理规则和材料里标明并发布以后列在这里。"),
    kind("duty", title=TITLE_NAMES["duty"], summary="谁审批谁负责，谁主管谁监管：每个现行事项由哪个机关审批、哪个机关监管，各由哪个科室负责。",
         columns=("approver", "approve_office", "regulator", "regulate_office"), why="这一天没有现行的事项。", article="《优化营商环境条例》第五十一条"),
    kind("boundary", title=TITLE_NAMES["boundary"], summary="审批和监管之间逐项逐环节的分工：哪个科室审批、哪个科室监管、怎样互动、几天以内。",
         columns=("step", "approve_office", "regulator", "regulate_office", "interaction", "within", "article"),
         why="还没有写明审批和监管的边界。写明以后列在这里。", article="《中华人民共和国行政许可法》第六十一条"),
    kind("standards", title=TITLE_NAMES["standards"], summary="现行的审批标准：七类标准各对事项提出什么要求，由哪些机关试点，从哪天起全部机关执行。",
         columns=("standard_kind", "asks", "measure", "who", "on", "until", "document"), why="这一天没有现行的审批标准。列入标准库以后显示在这里。"),
    kind("transferred", title=TITLE_NAMES["transferred"], summary="转移给社会组织承接的社会管理服务事项：谁承接、凭什么文件、到哪一天、监督检查的结论。",
         columns=("organ", "contractor", "document", "on", "until", "checked"), why="这一天没有转移给社会组织的服务。列入目录以后显示在这里。"),
    kind("purchased", title=TITLE_NAMES["purchased"], summary="政府购买的服务项目：向谁购买、凭什么合同、到哪一天、监督检查的结论。",
         columns=("organ", "contractor", "document", "on", "until", "checked"), why="这一天没有购买的服务。列入目录以后显示在这里。"),
    kind("fees", title=TITLE_NAMES["fees"], summary="办理事项收取的费用，每一项都有依据；清单之外一律不得收费。", columns=("fee", "standard", "article"),
         why="现行的事项都不收费，或者没有写明收费。", article="《优化营商环境条例》第二十五条"),
)
BY_KEY = {row.key: row for row in KINDS}
FIVE = ("adjusted", "pre_approval", "delegated", "enforcement", "open")
