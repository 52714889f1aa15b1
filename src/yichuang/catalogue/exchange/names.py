"""Organs, procedures and forms by the words a file uses for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from yichuang.catalogue.domain.implementing import Kind
from yichuang.catalogue.models import Form, ItemVersion, Procedure
from yichuang.kernel.errors import Refusal
from yichuang.organisations import api as organisations


class HeldNames:
    """Words read once for a whole file; forms as they come."""

    def __init__(self) -> None:
        rows = organisations.organs()
        by_id, often = {row.id: row for row in rows}, Counter(row.name for row in rows)
        self.words: dict[tuple[Kind, str], str] = {}
        self.idents: dict[tuple[Kind, str], str] = {}
        for row in rows:
            above = by_id.get(row.parent_id) if row.parent_id else None
            word = row.name if often[row.name] == 1 else f"{row.name}（{above.name if above else row.id}）"
            self.words[Kind.ORGAN, str(row.id)] = word
            for said in filter(None, (word, row.uscc)):
                self.idents[Kind.ORGAN, said] = str(row.id)
        for ident, code, number in Procedure.objects.values_list("id", "code", "number"):
            self.keep(Kind.PROCEDURE, ident, code, number)

    def keep(self, kind: Kind, ident: UUID, code: str, number: int) -> None:
        self.words[kind, str(ident)] = f"{code}/{number}"
        self.idents[kind, f"{code}/{number}"] = str(ident)

    def prime(self, versions: Iterable[ItemVersion]) -> None:
        """The forms of some versions in one statement."""
        wanted = {version.form_id for version in versions if version.form_id and (Kind.FORM, str(version.form_id)) not in self.words}
        for row in Form.objects.filter(id__in=wanted) if wanted else ():
            self.keep(Kind.FORM, row.id, row.code, row.number)

    def word(self, kind: Kind, ident: str) -> str:
        found = self.words.get((kind, ident))
        if found is None and kind is Kind.ORGAN:
            try:
                found = organisations.organ(UUID(ident)).name
            except Refusal:
                found = ident
            self.words[kind, ident] = found
        return found or ident

    def ident(self, kind: Kind, word: str) -> str | None:
        found = self.idents.get((kind, word.strip()))
        if found is None and kind is Kind.FORM:
            code, _, number = word.strip().rpartition("/")
            row = Form.objects.filter(code=code, number=int(number)).first() if code and number.isdecimal() and len(number) < 9 else None
            if row:
                self.keep(Kind.FORM, row.id, row.code, row.number)
                return str(row.id)
        return found
