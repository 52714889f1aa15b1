"""Applying for the theme 开办餐饮店: what its items ask, answered, and the walk through every page of its draft."""

from __future__ import annotations

from django.urls import reverse

from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.intake import answers as checking
from yichuang.intake import queries
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

CODE = "open-restaurant"


def known_answers(draft):
    """Right answers to everything the items of the draft ask, as each item's own player would give them."""
    found = {}
    for part in queries.work(draft.id, actor=actor_of(draft)).one.parts:
        found |= props.answers(part.terms, draft.party_id)
    return found


def actor_of(draft):
    return organisations.actor_of(Account.objects.get(id=draft.account_id))


def posted(page, values):
    """A page as it is sent with these answers."""
    sent = {}
    for question in page.fields:
        value = values.get(question.element)
        if isinstance(question, catalogue.SectionRow):
            rows = value or []
            sent[f"{question.code}-rows"] = str(len(rows))
            sent |= {
                f"{question.code}-{n}-{f.element}": checking.raw(f, row.get(f.element)) for n, row in enumerate(rows, 1) for f in question.fields
            }
        elif value is not None:
            sent[question.element] = checking.raw(question, value)
    return sent


def fill(client, draft, upload):
    """Every page of the walk, in order, through the client; gives the keys that were walked."""
    walked, values = [], known_answers(draft)
    for _ in range(80):
        work = queries.work(draft.id, actor=actor_of(draft))
        key = work.first_open
        if key == "check":
            return walked
        assert key not in walked, f"{key} came twice: {work.errors}"
        walked.append(key)
        if key.startswith("m-"):
            code = key[2:]
            answer = client.post(reverse("draft-material", args=[draft.id, code]), {f"file-{code}": upload(f"{len(walked)}.pdf", pages=len(walked))})
        else:
            answer = client.post(reverse("draft-page", args=[draft.id, key]), posted(work.page(key), values))
        assert answer.status_code == 302, answer.content.decode()[:4000]
    raise AssertionError("the walk has no end")
