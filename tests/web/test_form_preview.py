"""The studio's preview of an application form: both applicants, both languages, answers to try; and where one finds it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.catalogue import api as catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(sit) -> Client:
    return sit("shixiang")


@pytest.fixture
def preview(cast, now) -> str:
    """The preview of a draft."""
    from yichuang.organisations import api as organisations

    version_id = catalogue.redraft(cast.items["small-catering"], now=now, actor=organisations.system_actor("test"))
    return reverse("studio-form-preview", args=[version_id])


def names(page) -> set[str]:
    return set(re.findall(r'name="([a-z]+[.][a-z_0-9]+|staff-\d-[a-z_.]+)"', page.content.decode()))


def test_only_the_catalogue_editor_enters(sit, preview):
    assert Client().get(preview).status_code == 302
    assert sit("juzhang").get(preview).status_code == 403


def test_the_draft_is_shown_as_each_applicant_meets_it_in_either_language(editor, preview):
    person, company = editor.get(preview, {"kind": "natural"}), editor.get(preview, {"kind": "legal"})
    assert "party.phone" in names(person) and "contact.phone" in names(company) - names(person)
    assert "staff-1-food.staff_name" in names(person) and "food.cold_dishes" not in names(person)
    english = editor.get(preview, {"in": "en"}).content.decode()
    assert "Health certificate number" in english and 'lang="en">' in english and "See what is asked next" in english
    assert "健康证明编号" in person.content.decode()


def test_answers_are_tried_and_say_what_is_asked_then(editor, preview):
    hot = editor.get(preview, {"food.kind": "热食类", "premises.tenure": "自有", "then": "try"})
    assert {"food.cold_dishes", "premises.title_registered"} <= names(hot) and "yc-err" not in hot.content.decode()
    assert re.search(r'value="热食类" checked', hot.content.decode()), "what was tried stands there"
    row = {"staff-rows": "1", "staff-1-food.staff_name": "示例甲", "food.health_electronic": "yes"}
    more = editor.get(preview, {**row, "then": "add:staff"})
    assert "staff-2-food.staff_name" in names(more)
    checked = editor.get(preview, {**row, "then": "check"}).content.decode()
    assert "从业人员 1：请填写健康证明编号" in checked and 'href="#staff-1-food.health_certificate"' in checked


def test_editor_and_version_page_lead_there(editor, preview):
    version = preview.removesuffix("form/")
    assert preview in editor.get(version).content.decode()
    assert 'value="save-preview"' in editor.get(f"{version}edit/form/").content.decode()
