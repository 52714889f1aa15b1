"""The sections of an implementing version, in the order of the editor. Pure."""

from yichuang.catalogue.domain.implementing.kinds import Group

GROUPS = (
    Group("basic", "基本信息", "Basics", "叫什么、属于哪一类、办给谁", "What it is called, what kind it is, for whom"),
    Group("power", "机关与职权", "Organs and powers", "谁受理、谁决定、凭什么权力", "Who accepts, who decides, by what power"),
    Group("bases", "设定依据", "Legal bases", "设定这个事项的法律、法规、规章", "The laws, regulations and rules that set it up"),
    Group("conditions", "办理条件", "Conditions", "符合什么条件才能办成；每个条件怎么审", "What must be met, and how each is reviewed"),
    Group("materials", "申请材料", "Materials", "要交什么、几份、凭什么要；每份怎么核", "What is handed in, how many, on what ground; how each is checked"),
    Group("steps", "环节与时限", "Steps and limits", "法定和承诺的时限、办理环节、流程", "Limits by law and by promise, steps, procedure"),
    Group("rules", "办理规则", "Rules of handling", "现场核查、听证、数量限制、告知承诺等", "Visits, hearings, quota, promises"),
    Group("fees", "收费", "Fees", "收不收费，依据和标准", "Whether there is a fee, its basis and rate"),
    Group("result", "办理结果", "Result", "办成以后得到什么，有效多久", "What one gets, and how long it is valid"),
    Group("handling", "办理信息", "Where and how", "在哪里办、怎么办、要跑几次", "Where, how, and in how many visits"),
    Group("form", "申请表", "Form", "申请人要填的内容", "What the applicant fills in"),
    Group("questions", "常见问题", "Questions", "群众常问的问题和解答", "What people ask, and the answers"),
)
