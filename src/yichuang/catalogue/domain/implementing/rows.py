"""The elements inside a row of a list, or of the result: one tuple per dataclass of `domain.terms`, in its order. Pure."""

from __future__ import annotations

from yichuang.catalogue.domain.implementing import enumerations as enums
from yichuang.catalogue.domain.implementing.kinds import Element, Kind

E = Element

MATERIAL = (
    E("code", "材料代码", "Code", "materials", note="同一份清单内不重复，例如M1", note_en="Once in the list, such as M1"),
    E("name", "材料名称", "Name", "materials", standard="material_name"),
    E("type_code", "材料类型代码", "Type code", "materials",
      note="同一类材料在各事项用同一个代码，申请人只交一次", note_en="The same for a kind of paper in every item: it is handed in once"),
    E("name_en", "英文名称", "Name in English", "materials"),
    E("required", "是否必要", "Necessary", "materials", Kind.FLAG, "is_need"),
    E("required_when", "何时必要", "Necessary when", "materials", note="只在某种情形要交的，写明情形", note_en="The case in which alone it is asked for"),
    E("original", "原件份数", "Originals", "materials", Kind.NUMBER, "page_num"),
    E("copies", "复印件份数", "Copies", "materials", Kind.NUMBER, "page_num"),
    E("quantity", "份数（原文）", "Number as written", "materials"),
    E("form", "材料类型", "Kind of paper", "materials", Kind.CHOICE, "material_type", enums.MATERIAL_FORM),
    E("medium", "材料形式", "Medium", "materials", Kind.CHOICE, "material_format", enums.MEDIUM),
    E("source", "来源渠道", "Where it comes from", "materials", Kind.CHOICE, "source_type", enums.MATERIAL_SOURCE),
    E("issuer", "出具机构", "Issued by", "materials", standard="issuing organ"),
    E("article", "要求提供的依据", "Basis for asking", "materials", standard="by_law",
      note="写到条，例如《公共场所卫生管理条例实施细则》第二十三条", note_en="Down to the article"),
    E("note", "说明", "Note", "materials"),
    E("standard", "受理标准", "Standard of acceptance", "materials", Kind.LONG, "accept_stand"),
    E("valid_days", "有效天数", "Valid for days", "materials", Kind.NUMBER),
    E("tolerable", "可以容缺", "May come later", "materials", Kind.FLAG, note="先受理、后补交", note_en="Accepted now, handed in later"),
    E("only_for", "只在办理这些时要交", "Asked only for", "materials", Kind.CHOICES, enumeration=enums.PURPOSE,
      note="都要交的，不勾选", note_en="None ticked: always asked for"),
    E("size", "规格", "Size", "materials", standard="page_format"),
    E("source_note", "来源渠道说明", "How to get it", "materials", Kind.LONG, "source_explain"),
    E("fill_note", "填报须知", "How to fill it in", "materials", Kind.LONG, "fill_explain"),
    E("blank_form", "空白表格", "Blank form", "materials", standard="form_guid", note="网址，或者上传文件",
      note_en="Its address, or a file to upload", file="blank_file"),
    E("sample", "样表", "Filled-in sample", "materials", standard="example_guid", note="网址，或者上传文件", note_en="Its address, or a file to upload",
      file="sample_file"),
    E("issued_when", "出具时间", "Issued when", "materials", note="例如：申请前三个月内", note_en="Such as: within three months before the application"),
    E("blank_file", "空白表格的文件", "File of the blank form", "materials", Kind.FILE, note="上传时由系统填写", note_en="Written when it is uploaded"),
    E("sample_file", "样表的文件", "File of the sample", "materials", Kind.FILE, note="上传时由系统填写", note_en="Written when it is uploaded"),
    E("from_form", "由系统按填写的内容生成", "Made out of the form", "materials", Kind.FLAG, note="申请书、申请表：填了表就有，不再要文件",
      note_en="The application itself: filled in once, no file asked for"),
)  # fmt: skip

CONDITION = (
    E("code", "条件代码", "Code", "conditions", note="例如C1", note_en="Such as C1"),
    E("text", "条件", "Condition", "conditions", Kind.LONG, "accept_condition"),
    E("article", "依据", "Basis", "conditions", note="不予许可时要援引，写到条款项", note_en="A refusal cites it"),
)  # fmt: skip

PREREQUISITE = (
    E("code", "前置代码", "Code", "conditions", note="例如P1", note_en="Such as P1"),
    E("name", "要先取得的结果", "Result needed first", "conditions", note="例如营业执照", note_en="Such as 营业执照"),
    E("item_code", "由哪个事项给出", "Given by the item", "conditions", note="事项编码；不在本清单的留空",
      note_en="Its code; empty where it is on no list here"),
    E("hold", "性质", "Kind", "conditions", Kind.CHOICE, enumeration=enums.HOLD),
    E("article", "依据", "Basis", "conditions", note="写到条；没有法律、法规、规章依据的前置条件无效",
      note_en="Down to the article; void without a basis in law, regulation or rule"),
    E("material_code", "对应的材料", "Material", "conditions", Kind.REFERENCE, refers="materials"),
    E("note", "说明", "Note", "conditions"),
)  # fmt: skip

ACCEPTANCE_POINT = (
    E("code", "要素代码", "Code", "materials"),
    E("text", "受理要素", "Point of acceptance", "materials", Kind.LONG),
    E("material_code", "对应的材料", "Material", "materials", Kind.REFERENCE, refers="materials"),
)  # fmt: skip

REVIEW_POINT = (
    E("code", "要点代码", "Code", "conditions"),
    E("text", "审查要点", "Review point", "conditions", Kind.LONG),
    E("condition_code", "对应的条件", "Condition", "conditions", Kind.REFERENCE, refers="conditions"),
    E("material_code", "看哪份材料", "Material", "conditions", Kind.REFERENCE, refers="materials"),
    E("promisable", "可以承诺", "May be promised", "conditions", Kind.FLAG, note="告知承诺：先凭承诺决定，事后核查",
      note_en="Decided on the promise, checked afterwards"),
)  # fmt: skip

BASIS = (
    E("title", "名称", "Title", "bases", standard="by_law", note="不写书名号", note_en="Without the marks of a title"),
    E("article", "条款", "Article", "bases", note="例如第二十三条", note_en="Such as 第二十三条"),
    E("rank", "效力级别", "Rank", "bases", Kind.CHOICE, enumeration=enums.RANK),
    E("number", "文号", "Number", "bases"),
    E("in_force_from", "施行日期", "In force from", "bases", Kind.DATE),
    E("repealed_on", "废止日期", "Repealed on", "bases", Kind.DATE),
    E("replaced_by", "由什么代替", "Replaced by", "bases"),
)  # fmt: skip

STEP = (
    E("name", "环节名称", "Step", "steps", standard="handle_flow"),
    E("phase", "所属阶段", "Phase", "steps", Kind.CHOICE, enumeration=enums.PHASE),
    E("limit", "时限", "Limit", "steps", Kind.LIMIT),
    E("limit_text", "时限（原文）", "Limit as written", "steps"),
    E("post", "责任岗位", "Post", "steps", Kind.CHOICE, enumeration=enums.POST),
    E("detail", "怎么办", "What is done", "steps", Kind.LONG),
)  # fmt: skip

SPECIAL_CAP = (
    E("ground", "事由", "Ground", "steps", Kind.CHOICE, "special_procedure", enums.GROUND),
    E("limit", "最长时间", "At most", "steps", Kind.LIMIT),
    E("article", "依据", "Basis", "steps"),
)  # fmt: skip

FEE = (
    E("name", "收费项目", "Fee", "fees", standard="fee_project.name"),
    E("basis", "收费依据", "Basis", "fees", standard="fee_basis"),
    E("standard", "收费标准", "Rate", "fees", Kind.LONG, "fee_project.stand"),
    E("fen", "金额（元）", "Amount (yuan)", "fees", Kind.MONEY),
    E("unit", "计费单位", "Per", "fees", note="例如平方米", note_en="Such as 平方米"),
    E("reducible", "可以减免", "May be reduced", "fees", Kind.FLAG, "is_desc"),
    E("reduction", "减免说明", "For whom reduced", "fees", Kind.LONG, "desc_explain"),
)  # fmt: skip

RESULT = (
    E("name", "结果名称", "Name", "result", standard="result_name"),
    E("kind", "结果类型", "Type", "result", Kind.CHOICE, "result_type", enums.RESULT_KIND),
    E("licence_type", "证照类型代码", "Type code of the licence", "result", note="三位数字，登记簿按它分类", note_en="Three digits; the register sorts by it"),
    E("validity_months", "有效期（月）", "Valid for months", "result", Kind.NUMBER),
    E("validity_note", "有效期说明", "About the validity", "result"),
    E("template", "文书模板", "Template", "result", Kind.CHOICE, enumeration=enums.TEMPLATE),
    E("number_prefix", "编号字头", "Prefix of the number", "result", note="证照编号开头的字母，例如WGC", note_en="Letters the number begins with, such as WGC"),
    E("blank", "空白证件", "Printed blank", "result", note="套打用的空白证件名称；不套打就不填", note_en="Name of the pre-printed paper; empty for plain paper"),
    E("renew_before", "届满前多久申请延续", "Renewal asked before expiry", "result", Kind.LIMIT,
      note="法律、法规没有另行规定的，不填，按三十日", note_en="Empty: thirty days, unless another law says otherwise"),
    E("renew_article", "延续期限的依据", "Basis of that time", "result"),
    E("sample", "结果样本", "Sample", "result", standard="result_guid", note="网址或者文件名", note_en="Address or name of the file"),
)  # fmt: skip

FURTHER_RESULT = (
    E("name", "结果名称", "Name", "result", standard="result_name"),
    E("kind", "结果类型", "Type", "result", Kind.CHOICE, "result_type", enums.FURTHER_KIND),
    E("given_when", "什么情形下给", "Given when", "result", note="都给的，留空", note_en="Empty: always given"),
    E("copies", "份数", "Copies", "result", Kind.NUMBER),
    E("validity_note", "有效期说明", "About the validity", "result"),
    E("article", "依据", "Basis", "result"),
    E("sample", "结果样本", "Sample", "result", standard="result_guid", note="网址或者文件名", note_en="Address or name of the file"),
    E("note", "怎样取得", "How one gets it", "result", Kind.LONG, note="不随主结果一起给的，写明怎样取得", note_en="Where it does not come with the main result"),
)  # fmt: skip

WINDOW = (
    E("name", "窗口名称", "Window", "handling"),
    E("address", "办理地址", "Address", "handling", standard="transact_addr"),
    E("hours", "办理时间", "Hours", "handling", standard="transact_time"),
    E("consult_phone", "咨询电话", "Phone for questions", "handling", standard="link_way"),
    E("complaint_phone", "投诉电话", "Phone for complaints", "handling", standard="supervise_way"),
    E("complaint_url", "网上投诉", "Complaints online", "handling", standard="supervise_way"),
    E("complaint_address", "投诉地址", "Address for complaints", "handling", standard="supervise_way"),
)  # fmt: skip

QUESTION = (
    E("question", "问题", "Question", "questions", standard="question"),
    E("answer", "解答", "Answer", "questions", Kind.LONG, "answer"),
)  # fmt: skip

CODES = (
    E("basic_code", "基本编码", "Basic code", "basic", standard="catalog_code", note="12位", note_en="12 digits"),
    E("implementation_code", "实施编码", "Implementing code", "basic", standard="task_code",
      note="31位：机关代码18位、行使层级1位、基本编码12位", note_en="31 characters: organ 18, level 1, basic code 12"),
    E("handling_item_code", "业务办理项编码", "Code of the handling item", "basic", standard="task_handle_item"),
    E("authority_code", "实施主体代码", "Code of the organ", "basic", standard="dept_code", note="统一社会信用代码", note_en="Unified social credit code"),
    E("local_code", "地方编码", "Local code", "basic", standard="local_code"),
)  # fmt: skip
