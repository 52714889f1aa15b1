"""English is complete: every sentence of the code and the templates, nothing fuzzy, the same placeholders (design §8)."""

from __future__ import annotations

import re

from tools import messages

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def test_every_sentence_is_in_english() -> None:
    known = messages.catalogue()
    missing = []
    for key, places in messages.messages().items():
        entry = known.get(key if isinstance(key, str) else key[0])
        if entry is None or not entry.string or not all([entry.string] if isinstance(entry.string, str) else entry.string):
            missing.append(f"{key!r} ({places[0][0]}:{places[0][1]})")
    assert not missing, f"{len(missing)} sentences without English (make messages, then translate):\n" + "\n".join(missing[:40])


def test_nothing_is_fuzzy() -> None:
    assert not messages.catalogue().fuzzy, "a fuzzy catalogue is not compiled"
    assert [entry.id for entry in messages.catalogue() if entry.id and entry.fuzzy] == []


def test_placeholders_agree() -> None:
    wrong = []
    for entry in messages.catalogue():
        if entry.id and entry.string:
            source = set(PLACEHOLDER.findall(str(entry.id)))
            target = set(PLACEHOLDER.findall(str(entry.string)))
            if source != target:
                wrong.append(f"{entry.id!r}: {sorted(source ^ target)}")
    assert wrong == []


def test_english_has_no_chinese_left() -> None:
    """A law is cited by its Chinese name in brackets, a term may stand behind its English; a whole sentence may not."""
    wrong = []
    for entry in messages.catalogue():
        texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        if entry.id and any(text and not re.search(r"[A-Za-z]", text) and messages.CHINESE.search(text) for text in texts):
            wrong.append(entry.id)
    assert wrong == []
