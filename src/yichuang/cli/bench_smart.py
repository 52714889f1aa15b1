"""`bench smart`: how long an applicant waits for a licence that rules decide. Real worker process, real HTTP to the local registry."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cli import props
from yichuang.cli.bench_rows import Row, row
from yichuang.cli.players import Cast, Player, gather
from yichuang.documents import api as documents
from yichuang.exchange.api import local_registry
from yichuang.kernel.record import read
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences

FIVE_MINUTES = 300.0
"""What a city's own report is proud of: five minutes from 办结 to the download (聊城)."""
PATIENCE = 120.0
LOOK_EVERY = 0.02


def run(*, cases: int, say: Callable[[str], None]) -> list[Row]:
    now = datetime.now(UTC)
    say("Setting up the demo city")
    cast = gather(now)
    with local_registry():
        worker = subprocess.Popen([sys.executable, "-m", "yichuang.cli", "work"], env=dict(os.environ), stdin=subprocess.DEVNULL)
        try:
            say("Waiting for the worker")
            one(cast)  # what is read and compiled once is none of the applicant's waiting
            spans = []
            for n in range(cases):
                say(f"Case {n + 1} of {cases}")
                spans.append(one(cast))
        finally:
            worker.terminate()
            worker.wait(30)
    sent, made = [span[0] for span in spans], [span[1] for span in spans]
    beside = {"against": "five minutes", "limits": [FIVE_MINUTES]}
    return [
        row("sent → licence verifies", 1, sent, "s", **beside), row("sent → licence verifies, slowest", 1, [max(sent)], "s", **beside),
        row("办结 → licence downloads", 1, made, "s", **beside),
    ]  # type: ignore[arg-type]


def one(cast: Cast) -> tuple[float, float]:
    """Seconds from sending until the public verification says 有效, and from the decision in the record until the file is there."""
    begun, now = time.perf_counter(), datetime.now(UTC)
    person = cast.demo.applicants[0]
    with transaction.atomic():
        player = Player(cast, "tree-felling").apply(now, party=person.party_id, answers=props.SMALL_FELLING)
        documents.confirm_address(
            person.party_id, case_id=player.case_id, address="示例市示例区示例路8号", phone=person.phone, electronic=True,
            actor=cast.applicant(0).ref, at=now,
        )  # fmt: skip
    licence_id = wait_for(player)
    sent = time.perf_counter() - begun
    licences.open_file(licence_id)
    return sent, between(player.case_id, licence_id)


def wait_for(player: Player) -> UUID:
    """Until the licence of a case verifies as anybody may verify it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        licence_id = player.state().licence_id
        if licence_id is not None:
            found = licences.licence(licence_id)
            if found.file_sha256 and licences.verify_code(found.token, on=local_date(datetime.now(UTC))).verdict is licences.Verdict.VALID:
                return licence_id
        time.sleep(LOOK_EVERY)
    told = cases.explanation_of(player.case_id)
    raise SystemExit(f"The licence of {player.number} did not come in {PATIENCE:.0f} s: {told.state if told else 'not considered'}")


def between(case_id: UUID, licence_id: UUID) -> float:
    """By the database's clock: decision recorded → licence made."""
    decided = next(event.recorded_at for event in read(case_id) if event.kind == "cases.CaseGranted")
    ready = next(event.recorded_at for event in read(licence_id) if event.kind == "licences.LicenceReady")
    return (ready - decided).total_seconds()
