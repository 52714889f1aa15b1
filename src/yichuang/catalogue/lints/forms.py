"""The application form: rules that look at something, groups and questions that somebody can answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.domain.forms import NEVER, Asked, Rule, Section
from yichuang.catalogue.lints.candidate import Candidate, FormFacts
from yichuang.kernel.findings import Finding, error, warning

MOST_ROWS = 200
"""What the interface takes as one list."""


def form(c: Candidate) -> Iterator[Finding]:
    facts = c.form
    once = {asked.element for section in facts.layout if section.repeat is None for asked in section.fields} | facts.around
    codes: set[str] = set()
    for section in facts.layout:
        if section.repeat is not None:
            yield from group(section, codes | once)
            codes.add(section.code)
        own = {asked.element for asked in section.fields} if section.repeat else set()
        for asked in section.fields:
            yield from looks(asked, once | own, facts)
            yield from answerable(asked, facts)


def group(section: Section, taken: set[str]) -> Iterator[Finding]:
    repeat = section.repeat
    assert repeat is not None
    if repeat.least > repeat.most or repeat.most < 1 or repeat.least < 0:
        yield error(
            "form", "group_of_no_size", "“%(name)s”最少%(least)s份、最多%(most)s份，没有人填得出", name=section.title, least=repeat.least, most=repeat.most
        )
    elif repeat.most > MOST_ROWS:
        yield error("form", "group_too_long", "“%(name)s”最多%(most)s份，太多了，接口收不下", name=section.title, most=repeat.most)
    if section.code in taken:
        yield error("form", "group_code_taken", "“%(name)s”这一组的代码%(code)s已经用过", name=section.title, code=section.code)


def looks(asked: Asked, known: frozenset[str] | set[str], facts: FormFacts) -> Iterator[Finding]:
    """What the rules of a question look at: something the form asks, and not the question itself."""
    for code in sorted(named(asked.shown) | named(asked.required)):
        if code == asked.element:
            yield error("form", "rule_of_itself", "“%(name)s”什么时候问要看它自己的回答", name=facts.name(asked))
        elif code not in known:
            yield error("form", "rule_looks_nowhere", "“%(name)s”要看%(code)s的回答，申请表没有问这一项", name=facts.name(asked), code=code)


def named(rule: Rule) -> set[str]:
    return {condition.element for case in rule for condition in case}


def answerable(asked: Asked, facts: FormFacts) -> Iterator[Finding]:
    """A question narrowed until nothing is left: an error where it is required, for then nobody can apply."""
    choices, limits = facts.choices.get(asked.element, ()), asked.limits
    emptied = limits.options is not None and bool(choices) and not set(choices) & set(limits.options)
    if not (limits.contradiction or emptied):
        return
    if asked.required != NEVER:
        yield error("form", "required_but_unanswerable", "“%(name)s”必填，但按限定的范围没有能填的", name=facts.name(asked))
    else:
        yield warning("form", "never_answerable", "“%(name)s”按限定的范围没有能填的", name=facts.name(asked))
