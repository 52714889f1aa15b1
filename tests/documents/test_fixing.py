"""拟定: contents, numbers and hashes of a document that is fixed (practice §1, design §5a)."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from yichuang.documents import api, domain
from yichuang.documents.models import Document, NumberSeries, TemplateVersion
from yichuang.kernel.errors import Invalid, Refusal
from yichuang.kernel.models import Event
from yichuang.kernel.values import ZONE, new_id


def test_the_number_is_written_as_the_hall_writes_it():
    assert domain.document_number("示行审", "准", 2026, 317) == "示行审准〔2026〕317号"


@pytest.mark.django_db
def test_each_kind_and_year_counts_from_one(fix):
    assert fix("grant_decision").number == "示行审准〔2026〕1号"
    assert fix("grant_decision").number == "示行审准〔2026〕2号"
    assert fix("refusal_decision").number == "示行审不〔2026〕1号"
    assert fix("grant_decision", at=datetime(2027, 1, 1, 0, 0, tzinfo=ZONE)).number == "示行审准〔2027〕1号"


@pytest.mark.django_db
def test_a_receipt_has_its_own_number_and_internal_forms_have_none(fix):
    assert fix("receipt").number == "示行审收件2026-1"
    assert fix("approval_form").number is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(domain.Kind))
def test_a_missing_mandatory_content_is_refused_by_name(kind, fix):
    for name in ("item_name", *domain.KINDS[kind].required):
        with pytest.raises(Invalid) as refused:
            fix(kind, **{name: ""})
        assert refused.value.errors[0].field == name
        assert domain.LABELS[name] in refused.value.details["names"]
    assert fix(kind).document_id


@pytest.mark.django_db
def test_an_acceptance_notice_names_at_least_one_last_day(fix):
    fix("acceptance_notice", promised_last_day=None)
    with pytest.raises(Invalid):
        fix("acceptance_notice", promised_last_day=None, statutory_last_day=None)


@pytest.mark.django_db
def test_remedies_come_from_the_deciding_organ_and_cannot_be_removed(fix, organ):
    made = fix("refusal_decision", remedies="")
    text = Document.objects.get(id=made.document_id).fields["remedies"]
    assert text == (
        "如不服本决定，可以自收到本决定书之日起六十日内向示例市人民政府申请行政复议（网上申请：https://fy.example.gov.cn/），"
        "也可以自收到之日起六个月内依法向示例市第一区人民法院提起行政诉讼。"
    )


@pytest.mark.django_db
def test_without_a_review_organ_nothing_is_refused(fix, organ):
    type(organ).objects.filter(id=organ.id).update(court="")
    with pytest.raises(Refusal) as refused:
        fix("refusal_decision")
    assert refused.value.code == "documents.no_remedy"


@pytest.mark.django_db
def test_a_visit_takes_two_officers_34_3(fix):
    with pytest.raises(Refusal) as refused:
        fix("visit_record", officers=[{"name": "赵某", "number": "SF-0001"}])
    assert refused.value.code == "documents.two_officers"


@pytest.mark.django_db
def test_the_fact_holds_hashes_and_no_text(fix, party):
    made = fix("grant_decision")
    event = Event.objects.get(stream_id=made.document_id)
    assert event.kind == "documents.DocumentFixed"
    assert event.data["fields_hash"] == made.sha256
    assert event.data["recipients"] == [str(party.id)]
    assert party.name not in str(event.data)


@pytest.mark.django_db
def test_the_template_is_kept_as_it_was(fix):
    made = Document.objects.get(id=fix("grant_decision").document_id)
    assert "准予行政许可" in made.template.source
    assert TemplateVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_number_never_existed(fix):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert fix("grant_decision").number == "示行审准〔2026〕1号"
        raise ZeroDivisionError
    assert fix("grant_decision").number == "示行审准〔2026〕1号"


@pytest.mark.django_db(transaction=True)
def test_sixteen_windows_at_once_never_get_the_same_number(organ):
    numbers: list[int] = []
    start = Barrier(8)

    def take() -> None:
        start.wait()
        for n in range(6):
            try:
                with transaction.atomic():
                    got = api.next_number("示行审准", 2026)
                    if n == 3:
                        raise ZeroDivisionError
                    numbers.append(got)
            except ZeroDivisionError:
                pass
        connection.close()

    threads = [Thread(target=take) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(numbers) == list(range(1, 41))
    assert NumberSeries.objects.get().next == 41


@pytest.mark.django_db
def test_a_stranger_is_no_recipient(fix):
    with pytest.raises(Refusal):
        fix("grant_decision", recipients=[new_id()])
    with pytest.raises(Invalid):
        fix("grant_decision", recipients=[])
