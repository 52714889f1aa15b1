"""Every element of an implementing version: one row a column. Pure."""

from __future__ import annotations

from yichuang.catalogue.domain import terms
from yichuang.catalogue.domain.implementing import enumerations as enums
from yichuang.catalogue.domain.implementing import rows
from yichuang.catalogue.domain.implementing.kinds import Element, Kind

E = Element

BASIC = (
    E("name", "事项名称", "Name", "basic", standard="task_name", note="用清单上的名称，不自己起名", note_en="As it stands on the list"),
    E("name_en", "英文名称", "Name in English", "basic"),
    E("aliases", "别名", "Other names", "basic", Kind.TEXTS, note="群众平时怎么叫它", note_en="What people call it"),
    E("keywords", "搜索词", "Words to find it by", "basic", Kind.TEXTS, note="群众会用什么词来找，例如开饭店", note_en="What people would type"),
    E("regime", "办理制度", "Regime", "basic", Kind.CHOICE, "task_type", enums.REGIME),
    E("task_type", "事项类型", "Type", "basic", Kind.CHOICE, "task_type", enums.TASK_TYPE),
    E("codes", "编码", "Codes", "basic", Kind.CODES, "catalog_code", parts=rows.CODES),
    E("region", "适用地区", "Region", "basic"),
    E("level", "行使层级", "Level", "basic", Kind.CHOICE, "use_level", enums.LEVEL),
    E("division", "行政区划代码", "Division code", "basic", standard="area_code", note="12位，GB/T 2260", note_en="12 digits, GB/T 2260"),
    E("audience", "谁可以申请", "Who may apply", "basic", Kind.CHOICES, enumeration=enums.AUDIENCE,
      note="决定用哪一种申请表", note_en="Decides which form is asked"),
    E("service_objects", "服务对象", "For whom", "basic", Kind.CHOICES, "server_type", enums.SERVICE_OBJECTS),
    E("topics_natural", "面向自然人的主题", "Topics for persons", "basic", Kind.TEXTS, "user_topic_type"),
    E("topics_legal", "面向法人的主题", "Topics for companies", "basic", Kind.TEXTS, "corp_topic_type"),
    E("planned_from", "计划生效日期", "Planned from", "basic", Kind.DATE, "plan_effective_date"),
    E("planned_until", "计划取消日期", "Planned until", "basic", Kind.DATE, "plan_cancel_date"),
    E("extra", "其他字段", "Other fields", "basic", Kind.EXTRA, "extend_field",
      note="来源里没有对应要素的内容，原样保留", note_en="What the source says beside the elements, as it stands"),
)  # fmt: skip

POWER = (
    E("department", "实施主体", "Organ", "power", standard="dept_name", note="来源写的机关名称", note_en="As the source writes it"),
    E("department_type", "实施主体性质", "Kind of organ", "power", Kind.CHOICE, "dept_type", enums.DEPARTMENT_TYPE),
    E("accepting_organ", "受理机关", "Accepting organ", "power", Kind.ORGAN),
    E("routing", "权限类型", "Way to the deciding organ", "power", Kind.CHOICE, enumeration=enums.ROUTING,
      note="本级权限、代上级初审，或者转报上级", note_en="Own power, first review for the organ above, or passed up to it"),
    E("first_review_organ", "初审或者转报机关", "First reviewing or reporting organ", "power", Kind.ORGAN,
      note="先由下级机关审查或者转报、由上级决定的，填下级机关", note_en="The lower organ that reviews first, or passes the application up"),
    E("deciding_organ", "决定机关", "Deciding organ", "power", Kind.ORGAN),
    E("deciding_from", "何日起由它决定", "Decides from", "power", Kind.DATE),
    E("deciding_model", "决定方式", "How it is decided", "power", Kind.CHOICE, enumeration=enums.MODEL),
    E("division_of_power", "权限划分", "Division of power", "power", Kind.LONG, "power_division"),
    E("powers_exercised", "行使内容", "What is exercised here", "power", Kind.LONG, "exercise_content"),
    E("power_source", "权力来源", "Source of the power", "power", standard="power_source", note="例如法定本级行使", note_en="Such as 法定本级行使"),
    E("entrusted_by", "委托部门", "Entrusting departments", "power", Kind.TEXTS, "entrust_name"),
    E("joint_departments", "联办机构", "Joint departments", "power", Kind.TEXTS, "other_dept"),
    E("undertaking_office", "承办机构", "Undertaking office", "power", standard="undertake_dept"),
    E("intermediaries", "中介服务", "Intermediary services", "power", Kind.TEXTS, "service_type"),
    E("towns", "延伸到的乡镇（街道）", "Also in these townships", "power", Kind.TEXTS, "town"),
    E("villages", "延伸到的村（社区）", "Also in these villages", "power", Kind.TEXTS, "village"),
)  # fmt: skip

LAW = (
    E("bases", "设定依据", "Legal bases", "bases", Kind.ROWS, "by_law", parts=rows.BASIS, row=terms.Basis),
    E("conditions", "条件", "Conditions", "conditions", Kind.ROWS, "accept_condition", parts=rows.CONDITION, row=terms.Condition),
    E("prerequisites", "前置条件", "Prerequisites", "conditions", Kind.ROWS, parts=rows.PREREQUISITE, row=terms.PrerequisiteTerm),
    E("review_points", "审查要点", "Review points", "conditions", Kind.ROWS, parts=rows.REVIEW_POINT, row=terms.ReviewPoint),
    E("materials", "材料", "Materials", "materials", Kind.ROWS, "material", parts=rows.MATERIAL, row=terms.MaterialTerm),
    E("acceptance_points", "受理要素", "Points of acceptance", "materials", Kind.ROWS, parts=rows.ACCEPTANCE_POINT, row=terms.AcceptancePoint),
)  # fmt: skip

LIMITS = (
    E("handling_type", "办件类型", "Kind of handling", "steps", Kind.CHOICE, "project_type", enums.HANDLING_TYPE),
    E("statutory_amount", "法定时限", "Limit by law", "steps", Kind.NUMBER, "anticipate_day", unit="statutory_unit"),
    E("statutory_unit", "法定时限单位", "Unit of the limit by law", "steps", Kind.CHOICE, "anticipate_type", enums.UNIT),
    E("statutory_text", "法定时限（原文）", "Limit by law as written", "steps"),
    E("statutory_article", "法定时限依据", "Basis of the limit by law", "steps", note="写到条", note_en="Down to the article"),
    E("statutory_rank", "法定时限依据的效力级别", "Rank of that basis", "steps", Kind.CHOICE, enumeration=enums.RANK),
    E("statutory_note", "法定时限说明", "About the limit by law", "steps", Kind.LONG, "anticipate_explain"),
    E("first_review_amount", "初审或者转报时限", "Limit of the first review or of reporting", "steps", Kind.NUMBER, unit="first_review_unit"),
    E("first_review_unit", "初审或者转报时限单位", "Unit of that limit", "steps", Kind.CHOICE, enumeration=enums.UNIT),
    E("first_review_article", "初审或者转报依据", "Basis of the first review or of reporting", "steps", note="转报的，以及初审长于二十个工作日的，写到条",
      note_en="The article, for reporting and where a first review is longer than twenty working days"),
    E("promised_amount", "承诺时限", "Promised limit", "steps", Kind.NUMBER, "promise_day", unit="promised_unit"),
    E("promised_unit", "承诺时限单位", "Unit of the promised limit", "steps", Kind.CHOICE, "promise_type", enums.UNIT),
    E("promised_text", "承诺时限（原文）", "Promised limit as written", "steps"),
    E("promised_note", "承诺时限说明", "About the promised limit", "steps", Kind.LONG, "promise_explain"),
    E("extension_amount", "可以延长", "Extension", "steps", Kind.NUMBER, "special_procedure", unit="extension_unit"),
    E("extension_unit", "延长单位", "Unit of the extension", "steps", Kind.CHOICE, enumeration=enums.UNIT),
    E("extension_article", "延长依据", "Basis of the extension", "steps"),
    E("special_caps", "特别程序", "Special procedures", "steps", Kind.ROWS, "special_procedure", parts=rows.SPECIAL_CAP, row=terms.SpecialCap),
    E("steps", "办理环节", "Steps", "steps", Kind.ROWS, "handle_flow", parts=rows.STEP, row=terms.StepTerm),
    E("procedure", "办理流程", "Procedure", "steps", Kind.PROCEDURE),
)  # fmt: skip

RULES = (
    E("on_the_spot", "当场办结", "Decided on the spot", "rules", Kind.FLAG),
    E("one_review", "一审一核", "One review, one check", "rules", Kind.FLAG),
    E("legal_review", "法制审核", "Legal review", "rules", Kind.FLAG),
    E("visit_required", "现场核查", "Site visit", "rules", Kind.FLAG),
    E("third_parties", "有利害关系人", "Third parties", "rules", Kind.FLAG),
    E("hearing_required", "应当听证", "Hearing required", "rules", Kind.FLAG),
    E("concerns_safety", "直接关系公共安全、人身健康、生命财产安全", "Concerns safety, health or property", "rules", Kind.FLAG),
    E("by_promise", "可以告知承诺", "May be granted on a promise", "rules", Kind.FLAG, "is_promise"),
    E("promise_text", "承诺内容", "What is promised", "rules", Kind.LONG, note="写进告知承诺书，随版本固定", note_en="Stands in the letter, fixed with the version"),
    E("promise_effect", "不实承诺的后果", "What an untrue promise leads to", "rules", Kind.LONG,
      note="承诺以前告知：限期整改、撤销、记入信用", note_en="Told beforehand: put right, revoked, on record"),
    E("promise_check", "事后核查时限", "Check afterwards within", "rules", Kind.NUMBER, note="决定以后几个工作日", note_en="Working days after the decision"),
    E("promise_mend", "整改时限", "Put right within", "rules", Kind.NUMBER, note="几个工作日", note_en="Working days"),
    E("promise_spares_visit", "承诺的，先决定、后核查现场", "With a promise, the site is checked after the decision", "rules", Kind.FLAG,
      note="法律、法规规定凭承诺和材料决定的，例如消防法第十五条", note_en="Where the law decides on promise and papers, as 消防法 15 does"),
    E("tolerates_absence", "可以容缺受理", "May be accepted with gaps", "rules", Kind.FLAG, "is_tolerance"),
    E("quota", "有数量限制", "Limited in number", "rules", Kind.FLAG),
    E("quota_text", "数量限制说明", "About the number", "rules", standard="limit_explain"),
    E("allocation", "有限资源的分配方式", "How scarce resources are given", "rules", Kind.CHOICE, enumeration=enums.ALLOCATION),
    E("review_first", "复议前置", "Review before the court", "rules", Kind.CHOICES, enumeration=enums.DISPUTED),
    E("withheld", "决定不公开的理由", "Why decisions are not public", "rules", note="公开的，不填", note_en="Empty when they are"),
)  # fmt: skip

OUTCOME = (
    E("fees", "收费项目", "Fees", "fees", Kind.ROWS, "fee_project", parts=rows.FEE, row=terms.FeeTerm,
      note="不收费的，选“没有”", note_en="Choose none when it is free"),
    E("fee_text", "收费说明", "About the fee", "fees", standard="is_fee"),
    E("result", "办理结果", "Result", "result", Kind.RECORD, "result", parts=rows.RESULT, row=terms.ResultTerm,
      note="主结果：办件制发的就是它", note_en="The main one: what a case makes and hands over"),
    E("further_results", "其他结果", "Further results", "result", Kind.ROWS, "result", parts=rows.FURTHER_RESULT, row=terms.FurtherResult,
      note="主结果以外还给的，例如副本、附件、图件；没有就选“没有”", note_en="What one gets beside the main result; choose none when there is nothing"),
    E("electronic_licence", "生成电子证照", "Electronic licence is made", "result", Kind.FLAG, "is_electronic_licence"),
    E("delivery", "送达方式", "How the result reaches one", "result", Kind.CHOICES, "delivery", enums.DELIVERY),
)  # fmt: skip

HANDLING = (
    E("channels", "办理形式", "Channels", "handling", Kind.CHOICES, "handle_type", enums.CHANNELS),
    E("delivery_modes", "办理方式", "Ways of handling", "handling", Kind.CHOICES, "delivery_mode", enums.DELIVERY_MODES),
    E("five_ways", "五办", "Five ways", "handling", Kind.CHOICES, enumeration=enums.FIVE_WAYS),
    E("visits", "到现场次数", "Visits", "handling", Kind.NUMBER, "limit_scene_num"),
    E("visits_reason", "到现场的原因", "Why a visit is needed", "handling", Kind.LONG, "limit_scene_explain"),
    E("online", "可以网上办", "Handled online", "handling", Kind.FLAG, "is_online"),
    E("online_depth", "网上办理深度", "Online depth", "handling", Kind.CHOICES, "online_handle_depth", enums.ONLINE_DEPTH),
    E("online_url", "网上办理地址", "Online address", "handling", standard="link_addr"),
    E("mobile_url", "移动端办理地址", "Address on the phone", "handling", standard="mobile_terminal_url"),
    E("single_login", "网上办理可以单点登录", "One sign-in online", "handling", Kind.FLAG, "is_single_login"),
    E("mobile_single_login", "移动端可以单点登录", "One sign-in on the phone", "handling", Kind.FLAG, "is_mobile_single_login"),
    E("scope", "通办范围", "Scope of handling elsewhere", "handling", Kind.CHOICE, "handle_area", enums.SCOPE),
    E("scope_text", "通办范围（原文）", "Scope as written", "handling"),
    E("in_hall", "进驻政务大厅", "In the service hall", "handling", Kind.FLAG, "is_entry_center"),
    E("bookable", "可以预约", "By appointment", "handling", Kind.FLAG, "is_schedule"),
    E("pays_online", "可以网上支付", "Paid online", "handling", Kind.FLAG, "is_pay_online"),
    E("by_courier", "可以物流快递", "By courier", "handling", Kind.FLAG, "is_express"),
    E("at_terminal", "可以自助终端办", "At self-service terminals", "handling", Kind.FLAG, "is_service_terminals"),
    E("windows", "办理窗口", "Windows", "handling", Kind.ROWS, "transact_addr", parts=rows.WINDOW, row=terms.Window),
    E("form", "申请表", "Form", "form", Kind.FORM),
    E("questions", "常见问题", "Questions", "questions", Kind.ROWS, "questions", parts=rows.QUESTION, row=terms.Question),
)  # fmt: skip

ELEMENTS = (*BASIC, *POWER, *LAW, *LIMITS, *RULES, *OUTCOME, *HANDLING)
