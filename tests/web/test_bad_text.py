"""What no keyboard makes, in addresses and forms: an answer, never a fault."""

import pytest
from django.test import Client

from yichuang.organisations.models import Account, StandIn

NUL, LONG, RIGHT_TO_LEFT = "\x00", "字" * 5000, "\u202eevil\u202c العربية"
WORDS = [NUL, f"a{NUL}b", LONG, RIGHT_TO_LEFT, "😀" * 40, "'; drop table event; --", "<script>alert(1)</script>", "{{ 7 }}", "%s%(x)s%n"]


@pytest.mark.django_db
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("path", ["/items/?q=", "/verify/?number=", "/track/?number=", "/sign-in/?next=", "/i18n/?x="])
def test_a_public_address_with_it_is_a_page(word: str, path: str) -> None:
    where, name = path.split("?")
    answer = Client().get(where, {name.rstrip("="): word})
    assert answer.status_code in (200, 302, 404, 422)
    assert b"<script>alert" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(("path", "field"), [("/sign-in/", "phone"), ("/sign-in/staff/", "username"), ("/track/", "number")])
def test_a_public_form_with_it_is_refused_on_the_page(word: str, path: str, field: str) -> None:
    answer = Client().post(path, {field: word})
    assert answer.status_code in (302, 422, 429)
    assert b"<script>alert" not in answer.content


def test_the_desk_answers_too(sit) -> None:
    clerk = sit("chuangkou")
    for word in WORDS:
        for path in ("/desk/", "/desk/search/", "/desk/ledger/", "/desk/receive/"):
            answer = clerk.get(path, dict.fromkeys(("q", "item", "filter", "page", "month", "status", "from", "to"), word))
            assert answer.status_code in (200, 302, 404, 422), (path, word[:20])


@pytest.mark.django_db(transaction=True)
def test_a_stand_in_is_appointed_where_nobody_opened_a_transaction_before(committed, signed_in) -> None:
    """As in life, where the view and not the test owns the transaction."""
    holder, other = (Account.objects.get(username=name) for name in ("kezhang", "chengban"))
    page = signed_in("kezhang").get("/desk/stand-ins/").content.decode()
    post = page.split('name="post"')[1].split('value="')[1].split('"')[0]
    day = {"from_on": "2027-01-04", "to_on": "2027-01-05", "reason": "出差"}
    answer = signed_in("kezhang").post("/desk/stand-ins/", {"post": post, "account_id": str(other.id), **day})
    assert answer.status_code in (302, 409), answer.content.decode()[:500]
    assert StandIn.objects.filter(instead_of=holder).count() == (answer.status_code == 302)
