"""How it is handled: steps, procedure, form, result, situations. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.kernel.findings import Finding, error, warning


def steps(c: Candidate) -> Iterator[Finding]:
    for step in c.terms.steps:
        if not step.post:
            yield error("steps", "step_without_owner", "环节“%(name)s”没有责任岗位", name=step.name)
    for name in c.ownerless_tasks:
        yield error("procedure", "step_without_owner", "流程任务“%(name)s”没有责任岗位", name=name)
    promised = c.terms.promised
    clocked = [s.limit for s in c.terms.steps if s.limit and s.phase in ("review", "decision")]
    if promised and clocked and all(limit.unit == promised.unit for limit in clocked):
        total = sum(limit.amount for limit in clocked)
        if total > promised.amount:
            yield error("steps", "steps_exceed_promise", "各环节时限合计%(total)s，超过承诺时限%(promised)s", total=total, promised=promised.amount)


def procedure(c: Candidate) -> Iterator[Finding]:
    if c.terms.procedure_id is None:
        yield error("procedure", "procedure_missing", "没有办理流程")
    for reason in c.procedure_refusals:
        yield error("procedure", "procedure_not_sound", "办理流程不能执行：%(reason)s", reason=reason)


def elements(c: Candidate) -> Iterator[Finding]:
    if c.terms.form_id is None:
        yield error("form", "form_missing", "没有申请表单")
    for code in sorted(c.form_elements - c.known_elements):
        yield error("form", "unknown_element", "表单使用了未登记的数据项%(code)s", code=code)
    known = {code.replace(".", "_") for code in c.known_elements}
    for name in sorted(c.net_variables - known):
        yield error("procedure", "unknown_element", "流程条件使用了未登记的数据项%(code)s", code=name)


def result(c: Candidate) -> Iterator[Finding]:
    outcome = c.terms.result
    if not outcome.name:
        yield error("result", "result_missing", "没有写明办理结果", f"{LAW}第三十九条")
    elif not outcome.template or (c.known_templates is not None and outcome.template not in c.known_templates):
        yield error("result", "result_without_template", "办理结果“%(name)s”没有模板", f"{LAW}第三十九条", name=outcome.name)
    if outcome.kind == "licence" and not outcome.licence_type:
        yield error("result", "licence_without_type", "证照没有类型代码", "GB/T 36904")
    if outcome.kind == "licence" and outcome.validity_months is None and not outcome.validity_note:
        yield warning("result", "validity_not_stated", "没有写明有效期", f"{LAW}第五十条")

    seen = {outcome.name}
    for row in c.terms.further_results:
        if row.name in seen:
            yield error("further_results", "result_named_twice", "结果“%(name)s”写了两次", name=row.name)
        seen.add(row.name)
        if not row.kind:
            yield warning("further_results", "further_result_without_kind", "其他结果“%(name)s”没有写明类型", "GB/T 39046", name=row.name)
        if row.kind == "licence" and not row.note:
            yield warning("further_results", "further_licence_not_made", "办件只制发主结果；请写明“%(name)s”怎样取得", f"{LAW}第四十四条", name=row.name)


def situation(c: Candidate) -> Iterator[Finding]:
    yield from c.situation


def smart(c: Candidate) -> Iterator[Finding]:
    yield from c.smart
