"""Rows read by prepared statements are the rows the ORM reads."""

from __future__ import annotations

import pytest
from django.forms.models import model_to_dict

from yichuang.dossier import api
from yichuang.dossier.models import AnswerSet, Dossier, PointMark
from yichuang.kernel.prepared import load
from yichuang.kernel.values import new_id


@pytest.mark.parametrize("model", [Dossier, AnswerSet, PointMark])
def test_loaded_rows_equal_those_of_the_orm(terms, party, now, model):
    """Ids, bytes, JSON and instants come as Django gives them, so a row that was loaded can be saved."""
    case_id = new_id()
    api.open_dossier(case_id, terms, party.id, {"premises.area_m2": 46.5, "staff": [{"name": "张某"}]}, at=now, actor="system:test")
    loaded = load(model, "where case_id = %s order by id", case_id)
    assert [vars_of(row) for row in loaded] == [vars_of(row) for row in model.objects.filter(case_id=case_id).order_by("id")]
    loaded[0].save()
    assert model_to_dict(loaded[0]) == model_to_dict(model.objects.get(id=loaded[0].id))


def vars_of(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}
