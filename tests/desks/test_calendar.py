"""When a desk is open: weeks, seasons, closures, public holidays, the days clocks change."""

import datetime as dt

from portico.desks.calendar import ROME, Taken, free_lanes, opening, public_holiday, slots
from portico.desks.models import DeskClosure, DeskHours


def hours(weekday, opens, closes, season_from="", season_until=""):
    return DeskHours(
        weekday=weekday,
        opens=dt.time(opens),
        closes=dt.time(closes),
        season_from=season_from,
        season_until=season_until,
    )


def test_a_weekday_has_its_openings_in_order():
    rows = [hours(0, 15, 18), hours(0, 9, 13), hours(1, 9, 12)]
    assert opening(dt.date(2026, 11, 23), rows, []).in_words == "9:00–13:00, 15:00–18:00"
    assert opening(dt.date(2026, 11, 25), rows, []).closed_because == "Giorno di chiusura"


def test_a_season_takes_the_place_of_the_ordinary_hours_of_that_weekday():
    rows = [hours(3, 9, 13), hours(3, 15, 17), hours(3, 9, 13, "06-01", "09-30"), hours(3, 18, 20, "06-01", "09-30")]
    assert opening(dt.date(2026, 7, 2), rows, []).in_words == "9:00–13:00, 18:00–20:00"
    assert opening(dt.date(2026, 10, 1), rows, []).in_words == "9:00–13:00, 15:00–17:00"


def test_a_season_may_go_over_the_new_year():
    rows = [hours(3, 9, 12), hours(3, 9, 11, "12-15", "01-15")]
    assert opening(dt.date(2026, 12, 17), rows, []).in_words == "9:00–11:00"
    assert opening(dt.date(2027, 1, 14), rows, []).in_words == "9:00–11:00"
    assert opening(dt.date(2027, 1, 21), rows, []).in_words == "9:00–12:00"


def test_closures_include_their_last_day_and_say_why():
    closure = DeskClosure(starts_on=dt.date(2026, 8, 10), ends_on=dt.date(2026, 8, 21), reason="Ferie")
    rows = [hours(4, 9, 13), hours(0, 9, 13)]
    assert opening(dt.date(2026, 8, 21), rows, [closure]).closed_because == "Ferie"
    assert opening(dt.date(2026, 8, 24), rows, [closure]).is_open


def test_public_holidays_are_closed_easter_monday_too():
    assert public_holiday(dt.date(2026, 4, 6)) == "Lunedì dell'Angelo"
    assert opening(dt.date(2026, 4, 6), [hours(0, 9, 13)], []).closed_because == "Lunedì dell'Angelo"
    assert public_holiday(dt.date(2026, 6, 3)) == ""


def test_slots_leave_out_what_is_full_and_never_run_past_closing():
    monday = opening(dt.date(2026, 11, 23), [hours(0, 9, 11)], [])
    assert [f"{slot.starts_at:%H:%M}" for slot in slots(monday, 45, 1, [])] == ["09:00", "09:45"]
    start = dt.datetime(2026, 11, 23, 9, tzinfo=ROME)
    taken = [Taken(start, start + dt.timedelta(minutes=30), lane) for lane in (1, 2)]
    found = list(slots(monday, 30, 2, taken[:1]))
    assert found[0].free == 1
    assert [f"{slot.starts_at:%H:%M}" for slot in slots(monday, 30, 2, taken)] == ["09:30", "10:00", "10:30"]


def test_two_bookings_one_after_the_other_may_leave_no_whole_place():
    start = dt.datetime(2026, 11, 23, 10, tzinfo=ROME)
    half = dt.timedelta(minutes=30)
    taken = [Taken(start, start + half, 1), Taken(start + half, start + 2 * half, 2)]
    assert free_lanes(start + half / 2, start + half * 1.5, 2, taken) == []
    assert free_lanes(start + half, start + half * 1.5, 2, taken) == [1]


def test_on_the_days_clocks_change_the_hours_stay_those_on_the_wall():
    sunday = opening(dt.date(2026, 10, 25), [hours(6, 1, 4)], [])
    found = list(slots(sunday, 60, 1, []))
    assert [f"{slot.starts_at:%H:%M}" for slot in found] == ["01:00", "02:00", "03:00"]
