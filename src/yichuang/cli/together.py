"""Several cases of one applicant played together: the cast of `bench joint`, the scenarios and the sample week."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player
from yichuang.dossier import api as dossier
from yichuang.intake import api as intake
from yichuang.joint import api as joint
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.themes import Mode, ThemeEdge
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations


def package(cast: Cast, code: str, party_id: UUID, now: datetime, *, papers: bool = True, apart: str = "") -> cases.Package:
    """Everything one item asks for, made up whole: answers, a file for each material, an address. Papers of one kind are one file
    wherever they are asked for, unless they are put together `apart` from others."""
    version_id = cast.items[code]
    terms = catalogue.terms(version_id)
    answers = props.answers(terms, party_id)
    selection_id = catalogue.keep_selection(catalogue.terms_for(version_id, answers))
    terms, party = catalogue.case_terms(version_id, selection_id), organisations.party(party_id)
    by = cast.applicant(1).ref
    uploads = [
        dossier.Upload(m.code, dossier.keep(party_id, m, props.paper(m.name, f"{party.name}{apart}"), file_name=f"{m.name[:20]}.pdf", at=now, by=by).id)
        for m in terms.materials if papers and not m.from_form
    ]  # fmt: skip
    return cases.Package(
        version_id=version_id, applicant_id=party_id, answers=answers, uploads=uploads, selection_id=selection_id,
        address=cases.Address(False, party.address or "窗口领取", party.phone or "", "窗口领取"),
    )  # fmt: skip


def open_theme(
    cast: Cast, code: str, now: datetime, *, without: Collection[str] = (), project_id: UUID | None = None, by: int = 1,
    own: Mapping[str, object] = MappingProxyType({}),
) -> Together:
    """A whole theme applied for by the company (0: by the person), a stage to its project: one form, one set of papers, each handed in once.
    `without`: items whose question is answered no; `own`: answers unlike the sample ones."""
    theme, party_id = joint.themes.in_force(code), cast.company if by else cast.demo.applicants[by].party_id
    codes = {row.item_id: row.code for row in catalogue.in_force(theme.content.item_ids)}
    chosen = {item.item_id: codes.get(item.item_id) not in without for item in theme.content.items if item.asked}
    codes = {item_id: code for item_id, code in codes.items() if chosen.get(item_id, True)}
    answers: dict[str, object] = {}
    for item_code in codes.values():
        answers |= props.answers(catalogue.terms(cast.items[item_code]), party_id)
    answers |= {**(joint.projects.own_answers(project_id) if project_id else {}), **own}
    party = organisations.party(party_id)
    versions = [cast.items[codes[item]] for item in theme.content.item_ids if item in codes]
    one = joint.union.of(versions, party.kind, answers, edges=theme.content.among(set(codes)))
    known = {question.element for question in one.form.asked}
    files = {paper.key: [(laid(cast, paper, party_id, party.name, now), False)] for paper in one.papers if paper.brought}
    begun = intake.hand_in_theme(
        theme, party_id, chosen, {e: value for e, value in answers.items() if e in known}, files, actor=cast.applicant(by), now=now,
        project_id=project_id,
    )  # fmt: skip
    run = Together(cast, tuple(codes[item] for item in theme.content.item_ids if item in codes), joint_id=begun.joint_id, by=by)
    run.look(now)
    return run


def laid(cast: Cast, paper: joint.union.OnePaper, party_id: UUID, name: str, now: datetime) -> UUID:
    """One paper of the set in the party's store."""
    material, content = paper.needs[0].material, props.paper(paper.name, name)
    return dossier.keep(party_id, material, content, file_name=f"{paper.name[:20]}.pdf", at=now, by=cast.applicant(1).ref).id


@dataclass(slots=True)
class Together:
    """One 联办 of shipped items by their codes, played from its submission on."""

    cast: Cast
    codes: Sequence[str]
    edges: Sequence[tuple[str, str, str]] = ()
    """(before, after, hard or assumable)"""
    mode: Mode = Mode.SEPARATE
    lead: str = ""
    joint_id: UUID | None = None
    by: int = 1
    """Which of the demo's applicants it is of."""
    players: dict[str, Player] = field(default_factory=dict)

    def item(self, code: str) -> UUID:
        return self.cast.item_id(code)

    def theme_edges(self) -> tuple[ThemeEdge, ...]:
        return tuple(
            ThemeEdge(self.item(before), self.item(after), EdgeKind(kind), "《中华人民共和国行政许可法》第三十八条")
            for before, after, kind in self.edges
        )

    def apply(self, now: datetime, *, papers: bool = True) -> Together:
        """提交 once: a case for each item that need not wait."""
        party_id, applicant = self.cast.company, self.cast.applicant(1)
        frame = joint.Frame(
            name="联办演示", applicant_id=party_id, edges=self.theme_edges(), mode=self.mode, basis="示政发〔2026〕1号",
            lead_item=self.item(self.lead or self.codes[0]),
        )  # fmt: skip
        wanted = [joint.Wanted(self.item(code), package(self.cast, code, party_id, now, papers=papers)) for code in self.codes]
        self.joint_id = joint.receive(frame, wanted, actor=applicant, now=now).joint_id
        self.look(now)
        return self

    def look(self, now: datetime) -> Mapping[str, Player]:
        """The player of each branch that is a case by now; of a project, those of the stage that was handed in."""
        view = self.view(now)
        codes = {self.item(code): code for code in self.codes}
        for row in view.branches:
            if row.case_id and (code := codes.get(row.item_id)):
                self.players[code] = Player(self.cast, code, case_id=row.case_id, number=row.number)
        return self.players

    def view(self, now: datetime) -> joint.JointView:
        assert self.joint_id is not None
        return joint.view(self.joint_id, actor=self.cast.applicant(self.by), today=local_date(now))

    def branch(self, code: str, now: datetime) -> joint.BranchRow:
        """The newest branch of an item."""
        return [row for row in self.view(now).branches if row.item_id == self.item(code)][-1]
