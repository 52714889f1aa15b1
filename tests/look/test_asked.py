"""Figures people type into an address or a form."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from yichuang.look.asked import page_number, whole


@given(st.text())
def test_any_text_is_a_number_in_bounds_or_none(text) -> None:
    assert whole(text, most=500, otherwise=-1) == (int(text) if text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= 500 else -1)


@pytest.mark.parametrize(("text", "page"), [("", 1), ("0", 1), ("3", 3), ("-2", 1), ("²", 1), ("３", 1), ("99999999999999999999", 1), ("9999", 9999)])
def test_what_is_no_page_is_the_first(text, page) -> None:
    assert page_number(RequestFactory().get("/", {"page": text})) == page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/items/", "/open/decisions/", "/prerequisites/", "/open/powers/"])
def test_a_figure_that_is_no_number_is_no_fault(address) -> None:
    """Python calls ² a digit and cannot make a number of it."""
    assert Client().get(address, {"page": "²"}).status_code == 200
