"""The clock in words, as the design words it."""

from __future__ import annotations

from datetime import date

from yichuang.clock.domain import ClockState, DayCount, Limit, Stop, Tone, Unit, day_table, packaged, sentence

CAL = packaged()
D = date.fromisoformat
REVIEW = Stop(D("2026-09-15"), D("2026-09-21"), "expert_review", label="技术评审")


def said(today: str, *stops: Stop, accepted: str = "2026-09-11", promised: Limit | None = Limit(7),
         statutory: Limit | None = Limit(10), decided: str | None = None, tone: Tone = Tone.PUBLIC):
    return sentence(
        CAL, accepted_on=D(accepted), today=D(today), promised=promised, statutory=statutory, stops=stops,
        decided_on=decided and D(decided), tone=tone,
    )


def test_running() -> None:
    clock = said("2026-09-24", REVIEW)
    assert clock.state is ClockState.RUNNING and clock.day == 5
    assert clock.text == "今天是第5个工作日，承诺7个之内，法定10个之内。"
    assert clock.why_text == (
        "其间为技术评审（专家评审）暂停计时5个工作日：9月16日至21日，《行政许可法》第四十五条，不计入期限。"
    )
    assert (clock.promised_due, clock.statutory_due) == (D("2026-09-29"), D("2026-10-09"))


def test_the_desk_reads_one_line() -> None:
    clock = said("2026-09-29", REVIEW, tone=Tone.DESK)
    assert clock.text == "第7个工作日，承诺7个，法定10个；专家评审5个工作日不计入（第四十五条）"


def test_over_the_promise_and_over_the_law() -> None:
    clock = said("2026-09-24", accepted="2026-09-09", promised=Limit(9), statutory=Limit(20))
    assert clock.state is ClockState.OVER_PROMISE
    assert clock.text == "已超过承诺3个工作日，离法定期限还有8个。"
    assert clock.say[0].emphasis == "red"
    law = said("2026-09-28")
    assert law.state is ClockState.OVER_LAW and law.text == "已超过法定期限1个工作日。"
    assert said("2026-09-28", tone=Tone.DESK).text == "第11个工作日，承诺7个，法定10个，超法定1个工作日"


def test_decided_early_on_time_and_late() -> None:
    early = said("2026-09-30", promised=Limit(10), statutory=Limit(20), decided="2026-09-23")
    assert early.state is ClockState.DECIDED and early.text == "第9个工作日作出决定，比承诺早1个。"
    last = said("2026-09-30", promised=Limit(9), statutory=Limit(20), decided="2026-09-23")
    assert last.text == "第9个工作日作出决定，在承诺的最后一天。"
    late = said("2026-09-30", promised=Limit(7), statutory=Limit(20), decided="2026-09-23")
    assert late.state is ClockState.DECIDED_LATE and late.text == "第9个工作日作出决定，比承诺晚2个。"


def test_the_day_of_acceptance_is_no_working_day_zero() -> None:
    assert said("2026-09-11").text == "受理当日不算，从下一个工作日算起，承诺7个工作日之内，法定10个工作日之内。"
    assert said("2026-09-11", decided="2026-09-11").text == "受理当日作出决定，比承诺早7个工作日。"
    assert said("2026-09-11", tone=Tone.DESK).text == "受理当日，承诺7个工作日，法定10个工作日"


def test_suspended() -> None:
    clock = said("2026-09-17", Stop(D("2026-09-15"), None, "expert_review"))
    assert clock.state is ClockState.SUSPENDED and clock.promised_due is None
    assert clock.text == "因专家评审暂停计时，已计2个工作日，承诺7个之内，法定10个之内。"
    assert clock.why_text == "为专家评审，9月16日起暂停计时，已有2个工作日不计入期限（《行政许可法》第四十五条）。"


def test_what_is_not_stated_is_said() -> None:
    assert said("2026-09-15", promised=None).text == "今天是第2个工作日，承诺未载明，法定10个之内。"
    assert said("2026-09-15", promised=None, statutory=None).text == "今天是第2个工作日，时限未载明。"
    assert said("2026-09-15", statutory=None).text == "今天是第2个工作日，承诺7个之内。"


def test_units_are_named() -> None:
    calendar_days = Limit(30, Unit.CALENDAR_DAY)
    assert said("2026-09-15", promised=calendar_days, statutory=None).text == "今天是第4天，承诺30天之内。"
    assert said("2026-09-15", statutory=Limit(2, Unit.MONTH)).text == "今天是第2个工作日，承诺7个之内，法定2个月之内。"
    spot = said("2026-09-11", promised=Limit(0, Unit.ON_THE_SPOT), statutory=Limit(20))
    assert spot.text.endswith("承诺当日办结，法定20个工作日之内。")


def test_a_provisional_date_says_so() -> None:
    clock = said("2026-12-25", accepted="2026-12-24", promised=Limit(10), statutory=Limit(20), tone=Tone.DESK)
    assert clock.provisional and clock.text.endswith("；暂定")
    assert "暂定" in clock.why_text


def test_day_by_day() -> None:
    lines = day_table(CAL, D("2026-09-11"), D("2026-09-25"), [REVIEW])
    assert [line.on.day for line in lines if line.count is DayCount.COUNTED] == [14, 15, 22, 23, 24]
    assert [line.number for line in lines if line.number] == [1, 2, 3, 4, 5]
    by_day = {line.on.day: line for line in lines}
    assert by_day[11].words == "受理当日，不算" and by_day[20].make_up and by_day[20].count is DayCount.STOPPED
    assert by_day[25].note == "中秋" and by_day[19].count is DayCount.WEEKEND


def test_what_is_not_decided_upon_is_finished() -> None:
    words = {"accepted_on": D("2026-09-11"), "today": D("2026-09-30"), "promised": Limit(10), "statutory": None, "decided_on": D("2026-09-15")}
    assert sentence(CAL, **words, decides=False).text == "第2个工作日办结，比承诺早8个。"
    assert sentence(CAL, **words, decides=False, tone=Tone.DESK).text == "第2个工作日办结，承诺10个"
    assert sentence(CAL, **words).text == "第2个工作日作出决定，比承诺早8个。"
