"""Keys of connected systems: told once, kept as a hash, good for one account, until they end or are revoked."""

from datetime import datetime, timedelta

import pytest

from yichuang.kernel.errors import Forbidden, NotFound
from yichuang.kernel.events import read
from yichuang.kernel.values import ZONE
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account, SystemToken

NOW = datetime(2026, 9, 10, 9, 30, tzinfo=ZONE)
CLI = organisations.system_actor("cli")
pytestmark = pytest.mark.django_db


def test_a_token_acts_as_its_account_and_is_kept_as_a_hash(demo) -> None:
    token_id, token = organisations.issue_token("provincial platform", "chuangkou", actor=CLI, now=NOW)
    caller = organisations.token_caller(token, now=NOW)
    clerk = organisations.actor_named("chuangkou")
    assert (caller.system, caller.token_id, caller.actor) == ("provincial platform", token_id, clerk)
    assert token.encode() not in bytes(SystemToken.objects.get(id=token_id).token_hash)
    assert [e.kind for e in read(clerk.account_id)][-1] == "organisations.TokenIssued"


def test_an_ended_a_revoked_and_an_unknown_token_open_nothing(demo) -> None:
    token_id, token = organisations.issue_token("x", "chuangkou", actor=CLI, now=NOW, lives=timedelta(days=1))
    for wrong, now in ((token, NOW + timedelta(days=1)), ("yc_nothing", NOW), ("", NOW)):
        with pytest.raises(organisations.BadToken):
            organisations.token_caller(wrong, now=now)
    organisations.revoke_token(token_id, actor=CLI, now=NOW)
    organisations.revoke_token(token_id, actor=CLI, now=NOW)
    with pytest.raises(organisations.BadToken):
        organisations.token_caller(token, now=NOW)
    stream = read(Account.objects.get(username="chuangkou").id)
    assert [e.kind for e in stream].count("organisations.TokenRevoked") == 1


def test_a_closed_account_closes_its_tokens(demo) -> None:
    _, token = organisations.issue_token("x", "chuangkou", actor=CLI, now=NOW)
    Account.objects.filter(username="chuangkou").update(is_active=False)
    with pytest.raises(organisations.BadToken):
        organisations.token_caller(token, now=NOW)


def test_only_the_command_line_issues_and_only_for_accounts_that_exist(demo) -> None:
    with pytest.raises(Forbidden):
        organisations.issue_token("x", "chuangkou", actor=organisations.actor_named("chuangkou"), now=NOW)
    with pytest.raises(NotFound):
        organisations.issue_token("x", "nobody", actor=CLI, now=NOW)
