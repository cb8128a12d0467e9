"""Dates, times and durations as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WORDS_BACK = timedelta(days=6)
WORDS_AHEAD = timedelta(days=30)


def day_in_words(day: date, today: date | None = None) -> str:
    """ "oggi", "ieri", "tra 3 giorni"; further away the date itself, with the year when it is another one."""
    today = today or timezone.localdate()
    away = day - today
    if away == timedelta(0):
        return _("oggi")
    if away == timedelta(days=-1):
        return _("ieri")
    if away == timedelta(days=1):
        return _("domani")
    if timedelta(0) < away <= WORDS_AHEAD:
        return ngettext("tra %(days)d giorno", "tra %(days)d giorni", away.days) % {"days": away.days}
    if -WORDS_BACK <= away < timedelta(0):
        return ngettext("%(days)d giorno fa", "%(days)d giorni fa", -away.days) % {"days": -away.days}
    return short_date(day, today)


def moment_in_words(moment: datetime, now: datetime | None = None) -> str:
    """The same for an instant, with the hour near today and the minutes just passed."""
    now = timezone.localtime(now)
    local = timezone.localtime(moment) if timezone.is_aware(moment) else timezone.make_aware(moment)
    minutes = int((now - local).total_seconds() // 60)
    if minutes == 0:
        return _("adesso")
    if 0 < minutes < 60 and local.date() == now.date():
        return ngettext("%(minutes)d minuto fa", "%(minutes)d minuti fa", minutes) % {"minutes": minutes}
    day = day_in_words(local.date(), now.date())
    if abs((local.date() - now.date()).days) <= 1 or local > now:
        return _("%(day)s alle %(time)s") % {"day": day, "time": clock(local)}
    return day


def short_date(day: date, today: date | None = None) -> str:
    """ "12 nov", or "12 nov 2024" when the year is not this one."""
    today = today or timezone.localdate()
    return date_format(day, "j M" if day.year == today.year else "j M Y").lower()


def full_date(value: date) -> str:
    """ "giovedì 26 novembre 2026", with the hour for an instant."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return _("%(day)s, ore %(time)s") % {"day": date_format(local, "l j F Y").lower(), "time": clock(local)}
    return date_format(value, "l j F Y").lower()


def clock(moment: datetime) -> str:
    """ "9:30"."""
    return f"{moment.hour}:{moment.minute:02d}"


def duration(minutes: int) -> str:
    """ "45 min", "1 h", "1 h 20 min"."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def initials(name: str) -> str:
    """ "AT" for "Anna Tombari"; particles such as "di" do not count."""
    words = [word for word in name.replace(".", " ").split() if word[:1].isalpha()]
    strong = [word for word in words if word[0].isupper()] or words
    if not strong:
        return "?"
    chosen = strong[:1] if len(strong) == 1 else [strong[0], strong[-1]]
    return "".join(word[0] for word in chosen).upper()
