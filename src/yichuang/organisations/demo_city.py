"""The demo city as data: organs, staff named by post, powers, two applicants. Everything says 示例."""

from __future__ import annotations

from dataclasses import dataclass

from yichuang.organisations.domain import Act, Post

PASSWORD = "yichuang-shili-2026"  # noqa: S105 - printed by the demo, refused in production

DIVISION = (
    "37,山东省\n3799,示例市\n379901,示例区\n379901001,示例街道\n379901001001,示例社区\n379901002,学府街道\n379902,新城区\n379902001,新城街道\n"
    "379901209,双溪口乡\n379901209218,越王山村村民委员会\n379901209221,周扎村村民委员会\n379901209222,双溪口村村民委员会\n379901209223,南源村村民委员会\n"
    "379901209224,姓潘村村民委员会\n379901209225,东里村村民委员会\n379901209226,上周村村民委员会\n379901209227,塘孔村村民委员会"
)
"""37 is Shandong; 3799 is nobody's, and the city of the demonstration, with two districts. The township with its villages is a real one, 双溪口乡 of
缙云县 (331122209 in the shipped divisions), put under the district of the demonstration with its own last digits."""

REVIEW = {
    "review_organ": "示例市人民政府", "review_url": "https://fuyi.shili.example/", "court": "示例市示例区人民法院",
    "division": "379900",
}

VILLAGE_REVIEW = {
    "review_organ": "示例市示例区人民政府", "review_url": "https://fuyi.shili.example/", "court": "示例市示例区人民法院",
}
"""What a township or a subdistrict office does is reviewed by the government of the district (行政复议法 24)."""

ORGANS: tuple[tuple[str, str | None, str, dict[str, str]], ...] = (
    ("government", None, "government", {
        "name": "示例市人民政府", "name_en": "Shili Municipal People's Government", "short_name": "示政",
        "uscc": "11379900MBEXAMP0X3", "division": "379900", "court": "示例市中级人民法院",
        "review_organ": "示例省人民政府", "review_url": "https://fuyi.shili.example/",
    }),
    ("bureau", "government", "organ", {
        "name": "示例市行政审批服务局", "name_en": "Shili Administrative Approval Service Bureau", "short_name": "示行审",
        "uscc": "11379900MBEXAMP183", "address": "示例市示例路1号市政务服务中心", "phone": "0990-1234567", **REVIEW,
    }),
    ("hall", "bureau", "office", {"name": "综合受理科", "short_name": "", **REVIEW}),
    ("section_one", "bureau", "office", {"name": "审批一科", **REVIEW}),
    ("section_two", "bureau", "office", {"name": "审批二科", **REVIEW}),
    ("policy", "bureau", "office", {"name": "政策法规科", **REVIEW}),
    ("water", "government", "organ", {
        "name": "示例市水务局", "name_en": "Shili Water Bureau", "short_name": "示水", "uscc": "11379900MBEXAMP26X",
        "phone": "0990-1234502", **REVIEW,
    }),
    ("forestry", "government", "organ", {
        "name": "示例市林业局", "name_en": "Shili Forestry Bureau", "short_name": "示林", "uscc": "11379900MBEXAMP34Q",
        "phone": "0990-1234503", **REVIEW,
    }),
    ("health", "government", "organ", {
        "name": "示例市卫生健康委员会", "name_en": "Shili Health Commission", "short_name": "示卫",
        "uscc": "11379900MBEXAMP42K", "phone": "0990-1234504", **REVIEW,
    }),
    ("market", "government", "organ", {
        "name": "示例市市场监督管理局", "name_en": "Shili Market Regulation Bureau", "short_name": "示市监",
        "uscc": "11379900MBEXAMP50E", "phone": "0990-1234505", **REVIEW,
    }),
    ("fire", "government", "organ", {
        "name": "示例市消防救援支队", "name_en": "Shili Fire and Rescue Detachment", "short_name": "示消",
        "uscc": "11379900MBEXAMP851", "phone": "0990-1234508", **REVIEW,
    }),
    ("city", "government", "organ", {
        "name": "示例市城市管理局", "name_en": "Shili City Management Bureau", "short_name": "示城管",
        "uscc": "11379900MBEXAMP93U", "phone": "0990-1234509", **REVIEW,
    }),
    ("housing", "government", "organ", {
        "name": "示例市住房和城乡建设局", "name_en": "Shili Housing and Construction Bureau", "short_name": "示住建",
        "uscc": "11379900MBEXAMP69B", "phone": "0990-1234506", **REVIEW,
    }),
    ("resources", "government", "organ", {
        "name": "示例市自然资源和规划局", "name_en": "Shili Natural Resources and Planning Bureau", "short_name": "示资规",
        "uscc": "11379900MBEXAMPN8Q", "phone": "0990-1234510", **REVIEW,
    }),
    ("tax", "government", "organ", {
        "name": "国家税务总局示例市税务局", "name_en": "Shili Tax Bureau, State Taxation Administration", "short_name": "示税",
        "uscc": "11379900MBEXAMPT7R", "phone": "0990-1234511", **REVIEW, "review_organ": "国家税务总局示例省税务局",
    }),
    ("social", "government", "organ", {
        "name": "示例市人力资源和社会保障局", "name_en": "Shili Human Resources and Social Security Bureau", "short_name": "示人社",
        "uscc": "11379900MBEXAMPR03", "phone": "0990-1234512", **REVIEW,
    }),
    ("county", "government", "organ", {
        "name": "示例市示例区行政审批服务局", "name_en": "Shili District Administrative Approval Service Bureau", "short_name": "示区行审",
        "uscc": "11379901MBEXAMP77L", "address": "示例市示例区区府路2号", "phone": "0990-1234601",
        **REVIEW, "division": "379901", "review_organ": "示例市示例区人民政府",
    }),
    ("district", "government", "government", {
        "name": "示例市示例区人民政府", "name_en": "Shili District People's Government", "short_name": "示区政", "division": "379901",
        "court": "示例市中级人民法院", "review_organ": "示例市人民政府", "review_url": "https://fuyi.shili.example/",
    }),
    ("town", "district", "government", {
        "name": "示例区双溪口乡人民政府", "name_en": "Shuangxikou Township People's Government", "short_name": "示双政",
        "division": "379901209", "phone": "0990-1234611", **VILLAGE_REVIEW,
    }),
    ("town_hall", "town", "hall", {
        "name": "双溪口乡便民服务中心", "name_en": "Shuangxikou Township Service Centre", "division": "379901209",
        "address": "示例市示例区双溪口乡乡府路1号（示例）", "phone": "0990-1234612", **VILLAGE_REVIEW,
    }),
    ("village", "town_hall", "hall", {
        "name": "双溪口村便民服务站（代办点）", "name_en": "Shuangxikou Village Service Station", "short_name": "双村站",
        "division": "379901209222",
        "address": "示例市示例区双溪口乡双溪口村（示例）", "phone": "0990-1234613", **VILLAGE_REVIEW,
    }),
    ("street", "district", "organ", {
        "name": "示例区示例街道办事处", "name_en": "Shili Subdistrict Office", "short_name": "示街办", "division": "379901001",
        "phone": "0990-1234621", **VILLAGE_REVIEW,
    }),
    ("street_hall", "street", "hall", {
        "name": "示例街道便民服务中心", "name_en": "Shili Subdistrict Service Centre", "division": "379901001",
        "address": "示例市示例区示例街道（示例）", **VILLAGE_REVIEW,
    }),
    ("community", "street_hall", "hall", {
        "name": "示例社区便民服务站", "name_en": "Shili Community Service Station", "division": "379901001001",
        "address": "示例市示例区示例社区（示例）", **VILLAGE_REVIEW,
    }),
    ("experts", "bureau", "experts", {"name": "示例市技术评审中心", "name_en": "Shili Technical Review Centre", **REVIEW}),
)
"""key, parent, kind, columns."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff: sign-in name, name, organ of the account, and (organ or office, post, 证号) held."""

    username: str
    name: str
    organ: str
    posts: tuple[tuple[str, Post, str], ...]


STAFF = (
    Member("chuangkou", "李某", "bureau", (("hall", Post.WINDOW, ""),)),
    Member("chuangkou2", "何某", "bureau", (("hall", Post.WINDOW, ""),)),
    Member("zuzhang", "冯某", "bureau", (("hall", Post.HALL_LEAD, ""),)),
    Member("chengban", "王某", "bureau", (
        ("section_one", Post.UNDERTAKER, ""), ("section_one", Post.VISITOR, "示执法990001"),
    )),
    Member("chengban2", "蒋某", "bureau", (
        ("section_two", Post.UNDERTAKER, ""), ("section_two", Post.VISITOR, "示执法990002"),
    )),
    Member("kezhang", "赵某", "bureau", (("section_one", Post.SECTION_CHIEF, ""),)),
    Member("fenguan", "陈某", "bureau", (("bureau", Post.DEPUTY_DIRECTOR, ""),)),
    Member("juzhang", "周某", "bureau", (("bureau", Post.DIRECTOR, ""),)),
    Member("fazhi", "孙某", "bureau", (("policy", Post.LEGAL, ""),)),
    Member("tingzheng", "沈某", "bureau", (
        ("policy", Post.HEARING_CHAIR, ""), ("policy", Post.THIRD_PARTY_LIAISON, ""),
    )),
    Member("yinzhang", "吴某", "bureau", (("bureau", Post.SEAL, ""),)),
    Member("zhizheng", "郑某", "bureau", (("hall", Post.CERTIFICATE, ""),)),
    Member("dangan", "韩某", "bureau", (("bureau", Post.ARCHIVIST, ""),)),
    Member("shixiang", "钱某", "bureau", (("bureau", Post.CATALOGUE_EDITOR, ""),)),
    Member("xitong", "杨某", "bureau", (("bureau", Post.IT, ""),)),
    Member("pingjia", "朱某", "bureau", (("bureau", Post.RATING_OFFICER, ""),)),
    Member("jiancha", "秦某", "government", (("government", Post.SUPERVISOR, ""),)),
    Member("shizhang", "尤某", "government", (("government", Post.GOVERNMENT_HEAD, ""),)),
    Member("zhuanjia", "曹某", "experts", (("experts", Post.EXPERT, ""),)),
    Member("shuiwu", "施某", "water", (
        ("water", Post.UNDERTAKER, ""), ("water", Post.CO_ORGAN_LIAISON, ""), ("water", Post.VISITOR, "示执法990003"),
    )),
    Member("shuiwu-daibiao", "许某", "water", (("water", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("shuiwu-juzhang", "金某", "water", (("water", Post.DIRECTOR, ""),)),
    Member("linye", "吕某", "forestry", (
        ("forestry", Post.UNDERTAKER, ""), ("forestry", Post.CO_ORGAN_LIAISON, ""),
        ("forestry", Post.VISITOR, "示执法990004"),
    )),
    Member("linye-daibiao", "张某", "forestry", (("forestry", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("linye-juzhang", "魏某", "forestry", (("forestry", Post.DIRECTOR, ""),)),
    Member("quxian", "邹某", "county", (("county", Post.UNDERTAKER, ""), ("county", Post.VISITOR, "示区执法990101"))),
    Member("quxian-kezhang", "喻某", "county", (("county", Post.SECTION_CHIEF, ""), ("county", Post.VISITOR, "示区执法990102"))),
    Member("quxian-juzhang", "柏某", "county", (("county", Post.DIRECTOR, ""), ("county", Post.DEPUTY_DIRECTOR, ""))),
    Member("quxian-shixiang", "水某", "county", (("county", Post.CATALOGUE_EDITOR, ""),)),
    Member("quxian-chuangkou", "云某", "county", (("county", Post.WINDOW, ""),)),
    Member("cun-daiban", "麻某", "village", (("village", Post.WINDOW, ""),)),
    Member("weijian", "孔某", "health", (("health", Post.CO_ORGAN_LIAISON, ""),)),
    Member("shijian", "严某", "market", (("market", Post.CO_ORGAN_LIAISON, ""),)),
    Member("shijian-chengban", "戚某", "market", (("market", Post.UNDERTAKER, ""), ("market", Post.VISITOR, "示执法990005"))),
    Member("shijian-kancha", "谢某", "market", (("market", Post.VISITOR, "示执法990006"),)),
    Member("shijian-daibiao", "苏某", "market", (("market", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("shijian-juzhang", "潘某", "market", (("market", Post.DIRECTOR, ""),)),
    Member("xiaofang", "葛某", "fire", (
        ("fire", Post.UNDERTAKER, ""), ("fire", Post.CO_ORGAN_LIAISON, ""), ("fire", Post.VISITOR, "示执法990007"),
    )),
    Member("xiaofang-kancha", "奚某", "fire", (("fire", Post.VISITOR, "示执法990008"),)),
    Member("xiaofang-daibiao", "范某", "fire", (("fire", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("xiaofang-zhiduizhang", "彭某", "fire", (("fire", Post.DIRECTOR, ""),)),
    Member("chengguan", "郎某", "city", (
        ("city", Post.UNDERTAKER, ""), ("city", Post.CO_ORGAN_LIAISON, ""), ("city", Post.VISITOR, "示执法990009"),
    )),
    Member("chengguan-kancha", "鲁某", "city", (("city", Post.VISITOR, "示执法990010"),)),
    Member("chengguan-daibiao", "韦某", "city", (("city", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("chengguan-juzhang", "昌某", "city", (("city", Post.DIRECTOR, ""),)),
    Member("zhujian", "华某", "housing", (
        ("housing", Post.CO_ORGAN_LIAISON, ""), ("housing", Post.UNDERTAKER, ""), ("housing", Post.VISITOR, "示执法990021"),
    )),
    Member("zhujian-kancha", "苗某", "housing", (("housing", Post.VISITOR, "示执法990022"),)),
    Member("zhujian-daibiao", "柳某", "housing", (("housing", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("zhujian-juzhang", "费某", "housing", (("housing", Post.DIRECTOR, ""),)),
    Member("shuishou", "邵某", "tax", (("tax", Post.UNDERTAKER, ""), ("tax", Post.CO_ORGAN_LIAISON, ""))),
    Member("shuishou-daibiao", "毕某", "tax", (("tax", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("shuishou-juzhang", "郝某", "tax", (("tax", Post.DIRECTOR, ""),)),
    Member("renshe", "安某", "social", (("social", Post.UNDERTAKER, ""), ("social", Post.CO_ORGAN_LIAISON, ""))),
    Member("renshe-daibiao", "常某", "social", (("social", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("renshe-juzhang", "乐某", "social", (("social", Post.DIRECTOR, ""),)),
    Member("ziyuan", "岑某", "resources", (
        ("resources", Post.UNDERTAKER, ""), ("resources", Post.CO_ORGAN_LIAISON, ""), ("resources", Post.VISITOR, "示执法990023"),
    )),
    Member("ziyuan-kancha", "薛某", "resources", (("resources", Post.VISITOR, "示执法990024"),)),
    Member("ziyuan-daibiao", "雷某", "resources", (("resources", Post.CHIEF_REPRESENTATIVE, ""),)),
    Member("ziyuan-juzhang", "倪某", "resources", (("resources", Post.DIRECTOR, ""),)),
)

HALL_ACTS = (
    Act.RECEIVE, Act.ACCEPT, Act.ASK_CORRECTION, Act.CORRECT_ON_SPOT, Act.NOT_NEEDED, Act.ACCEPT_WITH_GAPS,
    Act.RETURN_LAPSED, Act.HAND_OVER, Act.RECORD_WITHDRAWAL, Act.ISSUE, Act.SERVE, Act.REPRINT,
)
"""Done by the window for whichever organ decides; 不予受理 is not among them (窗口无否决权)."""

UNDERTAKER_ACTS = (
    Act.REVIEW, Act.SEND_BACK, Act.INSERT, Act.CONSULT, Act.SPECIAL_START, Act.SPECIAL_END, Act.ASK_EXTENSION,
    Act.TELL_THIRD_PARTY, Act.TAKE_STATEMENT, Act.SERVE, Act.FOLLOW_UP,
)
HEAD_ACTS = (
    Act.GRANT, Act.REFUSE, Act.TERMINATE, Act.EXTEND, Act.SEND_BACK, Act.REVOKE, Act.RECALL, Act.CANCEL,
    Act.CORRECT_CLERICAL, Act.URGE,
)
COMMON: tuple[tuple[Act, Post, str | None], ...] = (
    *((act, Post.WINDOW, "bureau") for act in HALL_ACTS),
    (Act.RECEIVE, Post.HALL_LEAD, "bureau"), (Act.ASSIGN, Post.HALL_LEAD, "bureau"), (Act.URGE, Post.HALL_LEAD, "bureau"),
    (Act.OVERDUE_NOTE, Post.HALL_LEAD, "bureau"),
    *((act, Post.UNDERTAKER, None) for act in UNDERTAKER_ACTS),
    (Act.VISIT, Post.VISITOR, None), (Act.EXPERT_OPINION, Post.EXPERT, "experts"),
    (Act.LEGAL_REVIEW, Post.LEGAL, "bureau"), (Act.SPOT_CHECK, Post.LEGAL, "bureau"), (Act.HEARING, Post.LEGAL, "bureau"),
    (Act.REPAIR_CREDIT, Post.LEGAL, "bureau"),
    (Act.HEARING_CHAIR, Post.HEARING_CHAIR, "bureau"),
    (Act.TELL_THIRD_PARTY, Post.THIRD_PARTY_LIAISON, "bureau"), (Act.TAKE_STATEMENT, Post.THIRD_PARTY_LIAISON, "bureau"),
    (Act.EXTEND_JOINT, Post.GOVERNMENT_HEAD, "government"),
    (Act.SEAL, Post.SEAL, "bureau"), (Act.VOID, Post.SEAL, "bureau"), (Act.VOID, Post.CERTIFICATE, "bureau"),
    *((act, Post.CERTIFICATE, "bureau") for act in (Act.MAKE_LICENCE, Act.ISSUE, Act.SERVE, Act.REPRINT, Act.CORRECT_CLERICAL)),
    (Act.ARCHIVE, Post.ARCHIVIST, "bureau"), (Act.EDIT_ITEM, Post.CATALOGUE_EDITOR, "bureau"),
    (Act.REVIEW_ITEM, Post.LEGAL, "bureau"), (Act.PUBLISH_ITEM, Post.DEPUTY_DIRECTOR, "bureau"),
    (Act.PUBLISH_ITEM, Post.DIRECTOR, "bureau"), (Act.ANSWER_RATING, Post.RATING_OFFICER, "bureau"),
    (Act.MANAGE_STAFF, Post.IT, "bureau"), (Act.SUPERVISE, Post.SUPERVISOR, "government"),
    (Act.ANSWER, Post.CO_ORGAN_LIAISON, None), (Act.MANAGE_AGENCIES, Post.CATALOGUE_EDITOR, "bureau"),
)
"""act, post, the organ whose post it is (None: the deciding organ's own); the same for every deciding organ."""

SECTION_ACTS = (Act.CHECK, Act.REJECT, Act.ASSIGN, Act.SEND_BACK, Act.INSERT, Act.OVERDUE_NOTE, Act.URGE, Act.CORRECT_CLERICAL)

CENTRALISED: tuple[tuple[Act, Post, str | None], ...] = (
    *COMMON,
    *((act, Post.SECTION_CHIEF, None) for act in SECTION_ACTS),
    *((act, post, None) for act in HEAD_ACTS for post in (Post.DEPUTY_DIRECTOR, Post.DIRECTOR)),
    (Act.AUTHORISE, Post.DIRECTOR, None),
    (Act.ANSWER, Post.UNDERTAKER, None), (Act.DECIDE_AT_ONCE, Post.WINDOW, None),
)
"""相对集中: 承办人 → 科长 → 分管局长 → 局长, one bureau, one seal. The window decides only what an item declares 即办 (34(2)); it
never refuses."""

STATIONED: tuple[tuple[Act, Post, str | None], ...] = (
    *COMMON,
    *((act, Post.CHIEF_REPRESENTATIVE, None) for act in dict.fromkeys((*SECTION_ACTS, *HEAD_ACTS, Act.AUTHORISE)) if act is not Act.EXTEND),
    (Act.EXTEND, Post.DIRECTOR, None),
    (Act.ACCEPT, Post.CHIEF_REPRESENTATIVE, None), (Act.DECIDE_AT_ONCE, Post.CHIEF_REPRESENTATIVE, None),
)
"""进驻: the department decides in the hall through its 首席代表 with a written 授权书; only its head extends (42)."""

IN_WRITING = frozenset({Act.DECIDE_AT_ONCE})
"""Powers given by a 授权书 of their own also where the others follow from the post."""

COUNTY_WINDOW: tuple[tuple[Act, Post, str | None], ...] = tuple((act, Post.WINDOW, None) for act in HALL_ACTS)
"""The district's own window, which also takes in for the city under an agreement (全城通办)."""

STATION: tuple[tuple[Act, Post, str | None], ...] = ((Act.RECEIVE, Post.WINDOW, None), (Act.MANAGE_STAFF, Post.IT, "bureau"))
"""A village's agent 代办员 takes in and forwards, and does nothing else: the station has no power to accept or decide."""

DECIDING = {
    "bureau": CENTRALISED, "county": (*CENTRALISED, *COUNTY_WINDOW, (Act.EDIT_ITEM, Post.CATALOGUE_EDITOR, None)),
    "village": STATION,
    **dict.fromkeys(("water", "forestry", "market", "fire", "city", "housing", "resources", "tax", "social"), STATIONED),
}

ASKED: tuple[tuple[Act, Post, str | None], ...] = (
    (Act.ANSWER, Post.CO_ORGAN_LIAISON, None), (Act.EXPERT_OPINION, Post.EXPERT, None),
    (Act.MANAGE_STAFF, Post.IT, "bureau"), (Act.SUPERVISE, Post.SUPERVISOR, "government"),
)
"""What an organ that is only asked has: somebody who answers, and who manages its posts."""

NATURAL = {"name": "张某", "number": "11010519491231002X", "phone": "13800000001", "address": "示例市示例区示例路8号"}
"""The number is the worked example of GB 11643."""

COMPANY = {
    "name": "示例市某产业园有限公司", "number": "91379900MAEXAMP14C", "phone": "13800000002",
    "address": "示例市示例区产业大道6号", "contact_name": "刘某", "contact_phone": "13800000002",
    "legal_representative": "刘某",
}
REPRESENTATIVE = {"name": "刘某", "number": "440524188001010014", "phone": "13800000002"}
"""The legal representative; the number is the other worked example of GB 11643."""

AGENCY_CLERK = {"name": "周某", "number": "37990019900307004X", "phone": "13800000003"}
"""Stands for an intermediary agency of the demonstration; a number under the division that is nobody's."""
