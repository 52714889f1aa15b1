"""The enumerations of the elements. A value is the code of the standard; where sources and pages have always used the words
(办件类型, 服务对象, 办理形式, 行使层级) the words are stored and the code stands beside them. Pure."""

from __future__ import annotations

from yichuang.catalogue.domain.implementing.kinds import Enumeration, Option
from yichuang.catalogue.domain.words import REGIME_NAMES, ROUTING_NAMES, TASK_TYPES, DecidingModel, Medium, Rank, Regime, Routing
from yichuang.clock.domain import GROUND_NAMES, Ground, Unit
from yichuang.organisations.domain import ACT_NAMES, POST_NAMES, Act, Post

HOUSE = "Yichuang"
REGIMES_EN = {
    Regime.LICENCE: "Licence", Regime.REGISTRATION: "Registration", Regime.CONFIRMATION: "Confirmation",
    Regime.PAYMENT: "Payment", Regime.AWARD: "Award", Regime.RULING: "Ruling", Regime.FILING: "Filing",
    Regime.SERVICE: "Public service", Regime.OTHER: "Other",
}  # fmt: skip
TASK_TYPES_EN = {
    "01": "Licence", "05": "Payment", "07": "Confirmation", "08": "Award", "09": "Ruling", "10": "Other power", "20": "Public service",
}  # fmt: skip
GROUNDS_EN = {
    Ground.HEARING: "Hearing", Ground.TENDER: "Tender", Ground.AUCTION: "Auction", Ground.INSPECTION: "Inspection",
    Ground.TESTING: "Testing", Ground.QUARANTINE: "Quarantine", Ground.APPRAISAL: "Appraisal", Ground.EXPERT_REVIEW: "Expert review",
}  # fmt: skip
POSTS_EN = {
    Post.WINDOW: "Window clerk", Post.UNDERTAKER: "Undertaker", Post.SECTION_CHIEF: "Section chief",
    Post.CHIEF_REPRESENTATIVE: "Chief representative", Post.LEGAL: "Legal reviewer", Post.DEPUTY_DIRECTOR: "Deputy director",
    Post.DIRECTOR: "Director", Post.GOVERNMENT_HEAD: "Head of government", Post.SEAL: "Seal keeper", Post.CERTIFICATE: "Certificate officer",
    Post.VISITOR: "Site officer", Post.EXPERT: "Expert",
}  # fmt: skip
DISPUTED_EN = {
    Act.REJECT: "Rejection", Act.GRANT: "Grant", Act.REFUSE: "Refusal", Act.TERMINATE: "Termination",
}  # fmt: skip
"""Acts an applicant may contest, for 复议前置."""


def words(*rows: tuple[str, str, str]) -> tuple[Option, ...]:
    """(code, name, English) whose name is stored."""
    return tuple(Option(name, name, english, code) for code, name, english in rows)


def coded(*rows: tuple[str, str, str]) -> tuple[Option, ...]:
    return tuple(Option(*row) for row in rows)


ROUTINGS_EN = {
    Routing.OWN: "Own power", Routing.FIRST_REVIEW: "First review for the organ above", Routing.REPORT: "Passed up to the organ above",
}  # fmt: skip
ROUTING = Enumeration("routing", tuple(Option(key.value, name, ROUTINGS_EN[key]) for key, name in ROUTING_NAMES.items()), HOUSE)
"""三种报批类型 (domain A55, 中山: 镇区权限、代市级初审、转报市级); no standard numbers them."""
REGIME = Enumeration("regime", tuple(Option(key.value, name, REGIMES_EN[key]) for key, name in REGIME_NAMES.items()), HOUSE)
TASK_TYPE = Enumeration("task_type", tuple(Option(code, TASK_TYPES[code][0], english) for code, english in TASK_TYPES_EN.items()))
LEVEL = Enumeration("use_level", words(
    ("1", "国家级", "National"), ("2", "省级", "Province"), ("3", "市级", "City"), ("4", "县级", "County"),
    ("5", "镇（街道）级", "Township"), ("6", "村（社区）级", "Village"), ("7", "分级管理", "By level"),
))  # fmt: skip
DEPARTMENT_TYPE = Enumeration("dept_type", coded(
    ("1", "法定机关", "Statutory organ"), ("2", "授权组织", "Empowered organisation"), ("3", "受委托组织", "Entrusted organisation"), ("9", "其他", "Other"),
))  # fmt: skip
SERVICE_OBJECTS = Enumeration("server_type", words(
    ("1", "自然人", "Natural persons"), ("2", "企业法人", "Companies"), ("3", "事业法人", "Public institutions"),
    ("4", "社会组织法人", "Social organisations"), ("5", "行政机关", "Public authorities"), ("6", "其他", "Others"),
))  # fmt: skip
CHANNELS = Enumeration("handle_type", words(
    ("1", "窗口办理", "At the window"), ("2", "网上办理", "Online"), ("3", "移动端办理", "By phone app"), ("4", "快递申请", "By courier"), ("9", "其他", "Other"),
))  # fmt: skip
HANDLING_TYPE = Enumeration("project_type", words(("1", "即办件", "Done at once"), ("2", "承诺件", "With a promised time"), ("9", "其他", "Other")))
SCOPE = Enumeration("handle_area", coded(
    ("0", "未实现", "Not yet"), ("1", "全国通办", "Anywhere in the country"), ("2", "跨省通办", "Across provinces"),
    ("3", "跨市通办", "Across cities"), ("4", "跨县通办", "Across counties"),
))  # fmt: skip
DELIVERY_MODES = Enumeration("delivery_mode", coded(
    ("instant", "即来即办", "Done while you wait"), ("window_courier", "窗口申报、快递送达", "Apply at the window, result by courier"),
    ("online_pickup", "全程网办、在线取件", "All online, result online"), ("online_courier", "全程网办、快递送达", "All online, result by courier"),
    ("prechecked", "网上预审、窗口核验", "Checked online first, papers verified at the window"),
), HOUSE)  # fmt: skip
"""五种办理方式 (domain.md A31); no standard numbers them."""
FIVE_WAYS = Enumeration("five_ways", words(
    ("", "马上办", "At once"), ("", "网上办", "Online"), ("", "就近办", "Nearby"), ("", "一次办", "In one visit"), ("", "预约办", "By appointment"),
), HOUSE)  # fmt: skip
ONLINE_DEPTH = Enumeration("online_handle_depth", words(
    ("", "互联网咨询", "Questions online"), ("", "互联网收件", "Papers taken in online"), ("", "互联网预审", "Checked beforehand online"),
    ("", "互联网受理", "Accepted online"), ("", "互联网办理", "Handled online"), ("", "互联网办理结果信息反馈", "Result told online"),
    ("", "互联网电子证照反馈", "Licence sent online"),
), HOUSE)  # fmt: skip
"""The words of the sources (guide G001); the codes differ from place to place, so none is stored."""
DELIVERY = Enumeration("delivery", words(
    ("", "窗口领取", "Fetched at the window"), ("", "邮政EMS", "By EMS"), ("", "电子送达", "Electronic service"),
), HOUSE)  # fmt: skip
AUDIENCE = Enumeration("audience", coded(("natural", "自然人", "Natural persons"), ("legal", "法人和其他组织", "Companies and other bodies")), HOUSE)
MODEL = Enumeration("deciding_model", coded(
    (DecidingModel.CENTRALISED.value, "相对集中许可权", "One bureau decides"), (DecidingModel.STATIONED.value, "部门进驻", "The department decides in the hall"),
), HOUSE)  # fmt: skip
UNIT = Enumeration("limit_unit", coded(
    (Unit.WORKING_DAY.value, "工作日", "working days"), (Unit.CALENDAR_DAY.value, "自然日", "calendar days"), (Unit.MONTH.value, "个月", "months"),
    (Unit.HOUR.value, "小时", "hours"), (Unit.MINUTE.value, "分钟", "minutes"), (Unit.ON_THE_SPOT.value, "当场", "on the spot"),
    (Unit.SAME_DAY.value, "当日", "the same day"),
), HOUSE)  # fmt: skip
RANK = Enumeration("rank", coded(
    (Rank.LAW.value, "法律", "Law"), (Rank.ADMINISTRATIVE_REGULATION.value, "行政法规", "Administrative regulation"),
    (Rank.LOCAL_REGULATION.value, "地方性法规", "Local regulation"), (Rank.RULE.value, "规章", "Rule"), (Rank.DOCUMENT.value, "规范性文件", "Document"),
), HOUSE)  # fmt: skip
ALLOCATION = Enumeration("allocation", coded(
    ("tender", "招标", "Tender"), ("auction", "拍卖", "Auction"), ("examination", "考试、考核", "Examination"),
), HOUSE)  # fmt: skip
GROUND = Enumeration("special_procedure", tuple(Option(key.value, GROUND_NAMES[key], english) for key, english in GROUNDS_EN.items()), "行政许可法 45")
POST = Enumeration("post", tuple(Option(key.value, POST_NAMES[key], english) for key, english in POSTS_EN.items()), HOUSE)
DISPUTED = Enumeration("review_first", tuple(Option(key.value, ACT_NAMES[key], english) for key, english in DISPUTED_EN.items()), HOUSE)
PHASE = Enumeration("phase", coded(
    ("acceptance", "受理", "Acceptance"), ("correction", "补正", "Correction"), ("review", "审查", "Review"), ("decision", "决定", "Decision"),
    ("delivery", "送达", "Service"), ("after", "事后监管", "Afterwards"),
), HOUSE)  # fmt: skip
MATERIAL_FORM = Enumeration("material_type", words(
    ("", "原件", "Original"), ("", "复印件", "Copy"), ("", "原件及复印件", "Original and copy"),
))  # fmt: skip
MEDIUM = Enumeration("material_format", coded(
    (Medium.PAPER.value, "纸质", "Paper"), (Medium.ELECTRONIC.value, "电子", "Electronic"), (Medium.BOTH.value, "纸质或者电子", "Paper or electronic"),
))  # fmt: skip
MATERIAL_SOURCE = Enumeration("source_type", words(
    ("", "申请人自备", "From the applicant"), ("", "政府部门核发", "Issued by an authority"),
    ("", "系统调取", "Fetched from a register, not asked for"), ("", "其他", "Other"),
), HOUSE)  # fmt: skip
HOLD = Enumeration(
    "hold", coded(("hard", "未取得不得办", "Must be held"), ("assumable", "可以同步办理", "May be assumed meanwhile")), HOUSE
)

RESULT_KIND = Enumeration("result_type", coded(("licence", "证照", "Licence"), ("document", "文书", "Document")), HOUSE)
FURTHER_KIND = Enumeration("further_result_type", coded(
    ("licence", "证照", "Licence"), ("copy", "副本", "Copy of the licence"), ("annex", "附件", "Annex"), ("drawing", "图件", "Drawing"),
    ("document", "文书", "Document"), ("other", "其他", "Other"),
), HOUSE)  # fmt: skip
TEMPLATE = Enumeration("template", coded(
    ("licence", "许可证照", "Licence"), ("grant_decision", "准予决定书", "Decision of grant"), ("result_notice", "办理结果通知书", "Notice of the result"),
), HOUSE)  # fmt: skip
PURPOSE = Enumeration("purpose", coded(("new", "新办", "First application"), ("change", "变更", "Change"), ("renewal", "延续", "Renewal")), HOUSE)
