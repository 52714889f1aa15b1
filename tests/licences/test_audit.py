"""`yichuang verify` names a licence whose contents, state, number or file is not what its record says."""

import pytest

from tests.licences.conftest import NOW
from yichuang.licences import api
from yichuang.licences.models import Edition, Licence

WHO = "account:certificate"


@pytest.fixture
def whole_life(ready):
    made = ready()
    api.reissue(made.licence_id, reason="遗失", actor=WHO, at=NOW)
    api.make(made.licence_id, actor=WHO, at=NOW)
    api.change(made.licence_id, becomes={"scope": "冷食"}, actor=WHO, at=NOW)
    api.make(made.licence_id, actor=WHO, at=NOW)
    api.move(made.licence_id, "suspended", ground="某决定", actor=WHO, at=NOW)
    api.move(made.licence_id, "valid", ground="发还", actor=WHO, at=NOW)
    return made


@pytest.mark.django_db
def test_an_honest_record_holds(whole_life):
    assert list(api.check_all()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "change", "why"), [
    (Licence, {"number": "JY1"}, "the record says"), (Licence, {"state": "revoked"}, "the record says valid"),
    (Edition, {"content": {}}, "contents of edition 1"), (Edition, {"file_sha256": "0" * 64}, "the file of edition 1"),
    (Edition, {"identifier": "1.2.156.3005.2.1.1.1.001.1"}, "check character"),
])
def test_a_changed_row_is_named(whole_life, model, change, why):
    model.objects.all().update(**change)
    found = list(api.check_all())
    assert {one for one, _ in found} == {whole_life.licence_id}
    assert any(why in reason for _, reason in found)
