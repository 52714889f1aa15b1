"""`yichuang verify` names a document whose contents, state, number or file is not what its record says."""

import pytest

from tests.documents.conftest import NOW
from yichuang.documents import api
from yichuang.documents.models import Document
from yichuang.kernel import files

WHO = "account:clerk"


@pytest.fixture
def whole_life(fix):
    """One served, one void, one failed-free fixed document."""
    made = [fix("grant_decision") for _ in range(3)]
    for one in made[:2]:
        api.make(one.document_id, actor=WHO, at=NOW)
    api.serve(made[0].document_id, mode="direct", proof={"signed_by": "张三"}, actor=WHO, at=NOW)
    api.reprint(made[0].document_id, reason="破损", actor=WHO, at=NOW)
    api.void(made[1].document_id, reason="错页", actor=WHO, at=NOW)
    return made


@pytest.mark.django_db
def test_an_honest_record_holds(whole_life):
    assert list(api.check_all()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "why"), [
    ({"number": "示行审准〔2026〕99号"}, "the record says"), ({"state": "sealed"}, "the record says served"),
    ({"fields": {"title": "别的"}}, "contents"), ({"file_sha256": "0" * 64}, "file"),
])
def test_a_changed_row_is_named(whole_life, change, why):
    target = whole_life[0].document_id
    Document.objects.filter(id=target).update(**change)
    found = list(api.check_all())
    assert [one for one, _ in found] == [target]
    assert why in found[0][1]


@pytest.mark.django_db
def test_a_lost_file_is_named(whole_life):
    files.erase(api.document(whole_life[0].document_id).file_sha256)
    assert list(api.check_all()) == [(whole_life[0].document_id, "its file is missing or was changed")]
