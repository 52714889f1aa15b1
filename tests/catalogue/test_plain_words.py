"""The register of plain words: kept with its history, checked, heard at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.catalogue.conftest import NOW
from yichuang.catalogue import api
from yichuang.catalogue.domain.plain_words import BadPlainWord, WordKind
from yichuang.catalogue.models import PlainWord
from yichuang.kernel.events import read

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def keep(word: str, *means: str, kind: str = WordKind.WORD, now=NOW, actor) -> None:
    api.keep_plain_word(word, kind=kind, means=means, source="窗口咨询记录", now=now, actor=actor)


def test_a_word_is_found_by_as_soon_as_it_is_kept(shipped, editor) -> None:
    assert not any(hit.open for hit in api.search("锯木头").hits)
    keep("锯木头", "林木采伐", actor=editor)
    assert api.search("我想锯木头").hits[0].item_code == "tree-felling"


def test_a_change_ends_the_old_row_and_records_both(shipped, editor) -> None:
    keep("锯木头", "木材", actor=editor)
    old = PlainWord.objects.get(word="锯木头")
    keep("锯木头", "林木采伐", actor=editor, now=LATER)
    old.refresh_from_db()
    new = PlainWord.objects.get(word="锯木头", valid_until__isnull=True)
    assert old.means == ["木材"] and old.valid_until == new.valid_from - timedelta(days=1)
    assert [event.kind for event in read(old.id)] == ["catalogue.PlainWordKept", "catalogue.PlainWordEnded"]
    ended, more = api.plain_words(text="锯木头", ended=True)
    assert [line.means for line in ended] == [("木材",)] and not more


def test_keeping_the_same_changes_nothing(shipped, editor) -> None:
    keep("锯木头", "林木采伐", actor=editor)
    keep("锯木头", "林木采伐", actor=editor, now=LATER)
    assert PlainWord.objects.filter(word="锯木头").count() == 1


def test_an_ended_word_is_not_looked_for(shipped, editor) -> None:
    keep("锯木头", "林木采伐", actor=editor)
    api.end_plain_word(PlainWord.objects.get(word="锯木头").id, now=LATER, actor=editor)
    assert not any(hit.item_code == "tree-felling" for hit in api.search("锯木头").hits)
    with pytest.raises(api.NoSuchPlainWord):
        api.end_plain_word(PlainWord.objects.get(word="锯木头").id, now=LATER, actor=editor)


@pytest.mark.parametrize(("word", "kind", "means", "source", "field"), [
    ("", "word", ["餐饮"], "窗口", "word"), ("饭" * 21, "word", ["餐饮"], "窗口", "word"), ("饭店", "slang", ["餐饮"], "窗口", "kind"),
    ("饭店", "word", [], "窗口", "means"), ("饭店", "filler", ["餐饮"], "窗口", "means"), ("饭店", "word", ["餐" * 61], "窗口", "means"),
    ("饭店", "word", ["餐饮"], " ", "source"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(shipped, editor, word: str, kind: str, means: list[str], source: str, field: str) -> None:
    with pytest.raises(BadPlainWord) as refused:
        api.keep_plain_word(word, kind=kind, means=means, source=source, now=NOW, actor=editor)
    assert [error.field for error in refused.value.errors] == [field]
    assert not PlainWord.objects.exists()
