"""骑缝: paper of several pages is bound by hand and recorded; the file is bound by its signature (decision note 0007)."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.documents.conftest import MATERIALS, NOW
from yichuang.documents import api, domain
from yichuang.documents.models import Document
from yichuang.kernel.errors import Refusal
from yichuang.kernel.record import read

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def long_paper(fix):
    """A 受理通知书 that lists so many materials that it needs several pages."""
    made = fix(domain.Kind.ACCEPTANCE_NOTICE, materials=MATERIALS * 30)
    api.make(made.document_id, actor="system:test", at=LATER)
    return api.document(made.document_id)


@pytest.fixture
def short_paper(fix):
    made = fix(domain.Kind.NOT_NEEDED_NOTICE)
    api.make(made.document_id, actor="system:test", at=LATER)
    return api.document(made.document_id)


def text_of(page) -> str:
    return "".join(page.extract_text().split())


def test_every_page_of_the_file_names_the_document_and_no_seal_is_drawn_across(long_paper):
    pages = PdfReader(BytesIO(api.open_file(long_paper.id).content)).pages
    assert long_paper.pages == len(pages) > 1
    for n, page in enumerate(pages, 1):
        assert f"{long_paper.number}第{n}页，共{len(pages)}页" in text_of(page)
        assert "电子签名覆盖全部各页" in text_of(page)
    assert sum("电子印章（测试）" in text_of(page) for page in pages) == 1, "one seal, where the organ signs"


def test_one_page_says_nothing_of_binding(short_paper):
    [page] = PdfReader(BytesIO(api.open_file(short_paper.id).content)).pages
    assert "骑缝" not in page.extract_text() and short_paper.pages == 1


def test_originals_and_each_reprint_wait_for_their_riding_seal(long_paper, short_paper, organ):
    def waiting():
        return [(c.document.id, c.copy) for c in api.to_ride([organ.id])]

    assert waiting() == [(long_paper.id, 0)]
    api.reprint(long_paper.id, reason="当事人遗失", actor="system:test", at=LATER)
    assert waiting() == [(long_paper.id, 0), (long_paper.id, 1)]
    api.ride(long_paper.id, copy=0, actor="account:seal", at=LATER)
    assert waiting() == [(long_paper.id, 1)]
    api.ride(long_paper.id, copy=1, actor="account:seal", at=LATER)
    assert waiting() == [] and api.document(long_paper.id).ridden == (0, 1)
    last = read(long_paper.id)[-1]
    assert (last.kind, last.fact.copy, last.fact.pages, last.fact.seal) == ("documents.RidingSealed", 1, long_paper.pages, "acceptance")
    assert list(api.check_all()) == []


@pytest.mark.parametrize(("copy", "code"), [(1, "documents.no_copy"), (0, None)])
def test_only_a_printed_copy_and_only_once(long_paper, copy, code):
    if code is None:
        api.ride(long_paper.id, copy=0, actor="system:test", at=LATER)
        code = "documents.ridden"
    with pytest.raises(Refusal) as caught:
        api.ride(long_paper.id, copy=copy, actor="system:test", at=LATER)
    assert caught.value.code == code


def test_one_page_and_paper_without_a_seal_need_none(short_paper, fix):
    with pytest.raises(Refusal) as caught:
        api.ride(short_paper.id, copy=0, actor="system:test", at=LATER)
    assert caught.value.code == "documents.no_riding"
    inner = fix(domain.Kind.APPROVAL_FORM)
    api.make(inner.document_id, actor="system:test", at=LATER)
    Document.objects.filter(id=inner.document_id).update(pages=5)
    with pytest.raises(Refusal):
        api.ride(inner.document_id, copy=0, actor="system:test", at=LATER)


def test_a_paper_not_yet_sealed_is_not_bound(fix):
    made = fix(domain.Kind.ACCEPTANCE_NOTICE, materials=MATERIALS * 30, hold_seal=True)
    api.make(made.document_id, actor="system:test", at=LATER)
    with pytest.raises(Refusal) as caught:
        api.ride(made.document_id, copy=0, actor="system:test", at=LATER)
    assert caught.value.code == "documents.not_ready"
