"""A restaurant of three organs whose cases are accepted, and what a joint act needs: people, a plan, a photo."""

from datetime import date
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from tests.joint.conftest import at
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind as CaseAct
from yichuang.joint import api as joint
from yichuang.joint.acts import Plan
from yichuang.joint.domain.acts import ActKind
from yichuang.organisations import api as organisations

PLACE = "示例市示例路2号"


def photo(*, stamped=True, colour="red", taken="2026:09:16 09:12:30"):
    """A JPEG as a telephone writes it: 36°4′1.5″ N, 120°22′57″ E."""
    picture, exif, out = Image.new("RGB", (8, 8), colour), Image.Exif(), BytesIO()
    if stamped:
        exif[ExifTags.Base.DateTime] = taken
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        place |= {
            ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (36.0, 4.0, 1.5), ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (120.0, 22.0, 57.0),
        }  # fmt: skip
    picture.save(out, "jpeg", exif=exif)
    return out.getvalue()


def officers(cast, codes, now="2026-09-16 09:00"):
    """Two of the visitors of each organ."""
    organs = {cases.state(p.case_id).handling_organ_id for p in codes}
    return {o: [p.account_id for p in organisations.holders("visitor", organ_id=o, on=date.fromisoformat(now[:10]))][:2] for o in organs}


@pytest.fixture
def run(together):
    """A restaurant: three organs, all accepted."""
    begun = together("food-business", "fire-check", "drainage").apply(at("2026-09-10 16:05"))
    for player in begun.players.values():
        player.accept(at("2026-09-11 09:00"))
    return begun


@pytest.fixture
def lead(cast, run):
    return cast.holder("undertaker", organ_of(run, "food-business"), at("2026-09-14 09:00"))


def organ_of(run, code):
    return cases.state(run.players[code].case_id).handling_organ_id


def branches(run, *codes):
    return [run.branch(code, at("2026-09-14 09:00")).id for code in codes or run.codes]


def planned(run, cast, lead, kind=ActKind.VISIT, codes=None, when="2026-09-16 09:00", people=None, **more):
    players = [run.players[code] for code in codes or run.codes]
    wanted = Plan(kind, at(when), PLACE, branches(run, *(codes or ())), people or officers(cast, players), **more)
    return joint.acts.plan(run.joint_id, wanted, actor=lead, now=at("2026-09-14 09:00"))


def visits(run, code):
    return run.players[code].state().acts_of(CaseAct.VISIT)


def sound():
    return list(joint.check_folds()) == [] and list(cases.check_folds()) == []
