"""Dates: instants and intervals on the wall clock of a named zone, in the words of a language."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hudna.bulletin.wording import Wording, isolate
from hudna.ground import when

_MOMENT = timedelta(microseconds=1)


def day(words: Wording, value: date, *, short: bool = False) -> str:
    """27 February 2016; short: 27 Feb 2016."""
    months = words.words["months"]["short" if short else "long"]
    return words.digits(f"{value.day} {months[value.month - 1]} {value.year}")


def local(instant: datetime, zone: str) -> datetime:
    """The instant on the wall clock of a zone."""
    return instant.astimezone(when.zone(zone))


def moment(words: Wording, instant: datetime, zone: str) -> str:
    """27 February 2016, 00:00 (Asia/Damascus)."""
    told = local(instant, zone)
    return words.say("dates.moment", day=day(words, told.date()), time=_clock(words, told), zone=isolate(zone, 60))


def wall(words: Wording, instant: datetime, zone: str, *, short: bool = False) -> str:
    """27 February 2016, 00:00: where the clock has been named already."""
    told = local(instant, zone)
    return words.say("dates.wall", day=day(words, told.date(), short=short), time=_clock(words, told))


def span(words: Wording, start: datetime, end: datetime, zone: str) -> str:
    """27 February 2016, 00:00 to 28 March 2016, 00:00; whole days are told as days, the last one included."""
    first, last = local(start, zone), local(end, zone)
    if _is_midnight(first) and _is_midnight(last) and end > start:
        return _days(words, first.date(), (last - timedelta(days=1)).date(), short=False)
    return words.say(
        "dates.from_to",
        start=wall(words, start, zone),
        end=wall(words, end, zone),
    )


def reported(words: Wording, earliest: datetime, latest: datetime, zone: str, given: str) -> str:
    """When an incident happened, as far as the source knows, in the shortest words that are true.

    Whole days on the clock of ``zone`` are days; whole days on the clock they were ``given`` in name that clock.
    """
    for clock in dict.fromkeys((zone, given)):
        first, last = local(earliest, clock), local(latest, clock)
        if _is_midnight(first) and _is_midnight(last) and latest > earliest:
            told = _days(words, first.date(), (last - timedelta(days=1)).date(), short=True)
            return told if clock == zone else words.say("dates.other_clock", days=told, zone=isolate(clock, 60))
    start = wall(words, earliest, zone, short=True)
    if latest - earliest <= timedelta(minutes=1):
        return start
    first, last = local(earliest, zone), local(latest, zone)
    end = _clock(words, last) if last.date() == first.date() else wall(words, latest, zone, short=True)
    return words.say("dates.from_to", start=start, end=end)


def length(words: Wording, start: datetime, end: datetime, zone: str) -> str:
    """How long: hours below two days, else days.

    Days of the calendar may have 23 or 25 hours where the clock is changed. A window of so many times 24 hours
    across a change begins and ends at different times of day; its days are said to be days of 24 hours.
    """
    hours = round((end - start).total_seconds() / 3600)
    if hours < 48 and hours % 24:
        return words.say("dates.hours", n=hours)
    first, last = local(start, zone), local(end, zone)
    shifted = hours % 24 == 0 and first.utcoffset() != last.utcoffset() and first.time() != last.time()
    return words.say("dates.full_days" if shifted else "dates.days", n=round(hours / 24))


def _days(words: Wording, first: date, last: date, *, short: bool) -> str:
    if last <= first:
        return day(words, first, short=short)
    return words.say("dates.from_to", start=day(words, first, short=short), end=day(words, last, short=short))


def _clock(words: Wording, told: datetime) -> str:
    return words.digits(f"{told:%H:%M}")


def _is_midnight(told: datetime) -> bool:
    return (told.hour, told.minute, told.second, told.microsecond) == (0, 0, 0, 0)
