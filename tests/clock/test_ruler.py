"""The ruler as drawn in the design: acceptance on 2026-09-11, a technical review, promise 7 and law 10 working days."""

from __future__ import annotations

from datetime import date

from yichuang.clock.domain import (
    Limit,
    Stop,
    axis,
    last_day,
    packaged,
    row_ruler,
    ruler,
)

CAL = packaged()
D = date.fromisoformat
REVIEW = Stop(D("2026-09-15"), D("2026-09-21"), "expert_review", label="技术评审")
TODAY = D("2026-09-24")


def drawn(days: tuple) -> str:
    return ",".join(f"{d.on.day}:{d.classes.replace('is-', '')}" for d in days)


def test_a_running_clock_is_drawn_as_in_the_design() -> None:
    promised = last_day(CAL, D("2026-09-11"), Limit(7), [REVIEW])
    statutory = last_day(CAL, D("2026-09-11"), Limit(10), [REVIEW])
    assert (promised, statutory) == (D("2026-09-29"), D("2026-10-09"))
    days = ruler(CAL, D("2026-09-11"), TODAY, promised, statutory, [REVIEW])
    assert drawn(days) == (
        "11:start,12:off,13:off,14:counted,15:counted,16:stopped,17:stopped,18:stopped,19:off,20:stopped makeup,"
        "21:stopped,22:counted,23:counted,24:counted today,25:off hol,26:off hol,27:off hol,28:ahead,29:ahead due,"
        "30:beyond,1:off hol,2:off hol,3:off hol,4:off hol,5:off hol,6:off hol,7:off hol,8:beyond,9:beyond limit"
    )
    pins = {d.on.isoformat(): (d.pin.long, d.pin.short) for d in days if d.pin}
    assert pins == {
        "2026-09-11": ("受理9月11日", "受理9/11"), "2026-09-24": ("今天", "今天"),
        "2026-09-29": ("承诺9月29日", "承诺9/29"), "2026-10-09": ("法定10月9日", "法定10/9"),
    }
    notes = {d.on.isoformat(): (d.foot.text % {"days": d.foot.days}, d.foot.detail) for d in days if d.foot}
    assert notes == {"2026-09-18": ("暂停5天", "技术评审"), "2026-09-26": ("中秋", ""), "2026-10-04": ("国庆", "")}
    assert [d.number for d in days][:4] == ["11", "", "", "14"]


def test_a_late_clock_is_drawn_as_in_the_design() -> None:
    start = D("2026-09-09")
    days = ruler(CAL, start, TODAY, last_day(CAL, start, Limit(9)), last_day(CAL, start, Limit(20)))
    assert drawn(days) == (
        "9:start,10:counted,11:counted,12:off,13:off,14:counted,15:counted,16:counted,17:counted,18:counted,19:off,"
        "20:counted makeup,21:counted due,22:over,23:over,24:over today,25:off hol,26:off hol,27:off hol,28:beyond,"
        "29:beyond,30:beyond,1:off hol,2:off hol,3:off hol,4:off hol,5:off hol,6:off hol,7:off hol,8:beyond,9:beyond,"
        "10:beyond makeup,11:off,12:beyond,13:beyond limit"
    )
    assert [d.on.day for d in days if d.pin] == [9, 21, 24, 13]
    assert [(d.on.day, d.foot.text) for d in days if d.foot] == [(20, "班"), (26, "中秋"), (4, "国庆"), (10, "班")]


def test_a_decided_clock_ends_with_the_promise_and_its_pin_goes_below() -> None:
    start = D("2026-09-11")
    promised = last_day(CAL, start, Limit(10))
    days = ruler(CAL, start, TODAY, promised, last_day(CAL, start, Limit(15)), decided_on=D("2026-09-23"))
    assert drawn(days).endswith("20:counted makeup,21:counted,22:counted,23:sealed,24:beyond due")
    assert days[-2].pin and days[-2].pin.long == "决定9月23日" and days[-2].number == ""
    foot = days[-1].foot
    assert days[-1].pin is None and foot and foot.pin and foot.pin.long == "承诺9月24日" and foot.to_left


def test_what_is_not_decided_upon_ends_with_its_result() -> None:
    start = D("2026-09-11")
    days = ruler(CAL, start, TODAY, last_day(CAL, start, Limit(10)), None, decided_on=D("2026-09-17"), decides=False)
    sealed = next(day for day in days if day.is_sealed)
    assert sealed.seal == "结" and sealed.pin and sealed.pin.long == "办结9月17日"


def test_a_weekend_between_two_marks_is_no_room_for_two_pins() -> None:
    start = D("2026-11-13")
    days = ruler(CAL, start, D("2026-11-28"), D("2026-12-01"), D("2026-12-04"))
    below = [day.foot.pin.long for day in days if day.foot and day.foot.pin]
    assert below == ["承诺12月1日"]
    assert [day.pin.long for day in days if day.pin] == ["受理11月13日", "今天", "法定12月4日"]


def test_while_the_clock_stands_the_ruler_ends_today() -> None:
    days = ruler(CAL, D("2026-09-11"), TODAY, None, None, [Stop(D("2026-09-15"), None, "testing")])
    assert days[-1].on == TODAY and days[-1].classes == "is-stopped is-today"


def test_marks_on_one_day_share_a_pin() -> None:
    days = ruler(CAL, D("2026-09-14"), TODAY, TODAY, TODAY)
    pin = days[-1].pin
    assert pin and pin.long == "今天、承诺、法定9月24日"
    assert days[-1].classes == "is-counted is-due is-limit is-today"


def test_a_long_ruler_is_folded_between_its_marks() -> None:
    start = D("2026-03-02")
    days = ruler(CAL, start, D("2026-06-10"), last_day(CAL, start, Limit(90)), last_day(CAL, start, Limit(120)))
    assert len(days) <= 60
    folded = [d for d in days if d.folded_to]
    assert folded and all(d.classes == "is-plain" for d in folded)
    covered = sum((d.folded_to - d.on).days + 1 if d.folded_to else 1 for d in days)
    assert covered == (days[-1].on - start).days + 1
    for name in ("is-start", "is-today", "is-due", "is-limit"):
        assert sum(name in d.classes for d in days) == 1


AXIS = axis(CAL, TODAY)


def row(accepted: str, due_on: str | None, *stops: Stop) -> str:
    return ",".join(row_ruler(CAL, AXIS, accepted_on=D(accepted), due_on=due_on and D(due_on), stops=stops))


def test_the_axis_is_labelled_as_in_the_design() -> None:
    assert [(d.on.isoformat()[5:], d.label) for d in AXIS.days if d.label] == [
        ("09-14", "9/14"), ("09-24", "24"), ("09-28", "9/28"), ("10-08", "10/8"),
    ]
    assert (len(AXIS.days), AXIS.days[0].on, AXIS.days[-1].on) == (33, D("2026-09-11"), D("2026-10-13"))
    assert AXIS.days[13].classes == "b now"


def test_rows_are_drawn_as_in_the_design() -> None:
    blank = "b,b,b,o b,o b,o b,o b,o b,o b,o b,b,b,b,o b,b,b"
    assert row("2026-09-21", "2026-09-23") == (
        "b,o b,o b,b,b,b,b,b,o b,b,b,c,c d,x t,o b,o b,o b," + blank
    )
    assert row("2026-09-16", "2026-09-24") == (
        "b,o b,o b,b,b,b,c,c,o,c,c,c,c,c d t,o b,o b,o b," + blank
    )
    assert row("2026-09-11", "2026-09-29", REVIEW) == (
        "b,o,o,c,c,s,s,s,o,s,s,c,c,c t,o,o,o,a,a d,b,o b,o b,o b,o b,o b,o b,o b,b,b,b,o b,b,b"
    )
    assert row("2026-09-23", "2026-10-14") == (
        "b,o b,o b,b,b,b,b,b,o b,b,b,b,b,c t,o,o,o,a,a,a,o,o,o,o,o,o,o,a,a,a,o,a,a"
    )


def test_a_row_whose_clock_stands_shows_no_day_ahead() -> None:
    cells = row("2026-09-16", None, Stop(D("2026-09-17"), None, "testing")).split(",")
    assert cells[5:14] == ["b", "c", "s", "o", "s", "s", "s", "s"] + ["s t"]  # 17 counts: the clock ran as it began
    assert set(cells[14:]) <= {"b", "o b"}
