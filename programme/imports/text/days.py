"""The day that holds at each place of a text, and times placed on it."""

import zoneinfo

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.text.dates import Calendar, find_dates
from programme.imports.text.letters import SUBJECTS
from programme.imports.text.parts import Role
from programme.imports.text.times import TimeProblem, place
from programme.years import is_ours
from womconf.quotes import in_quotes_lazy

MAX_SHOWN = 80
MAX_SENTENCE = 300
PROBLEMS = {
    "impossible_time": _("This time does not exist: “{text}”. It stands in the internal note of the session."),
    "end_before_start": _("The end lies before the start: “{text}”. It stands in the internal note of the session."),
    "missing_hour": _(
        "Clocks skip this hour when summer time begins: “{text}”. It stands in the internal note of the session."
    ),
}
OUR_ZONES = frozenset({"", "MEZ", "MESZ", "CET", "CEST"})
DEADLINES = (
    "anmeld",
    "frist",
    "stand:",
    "stand ",
    "bis zum",
    "bis spätestens",
    "rückmeldung",
    "einsende",
    "deadline",
    "register by",
    "registration",
    "until ",
    "version",
    "gesendet",
    "sent",
    "©",
)


class Days:
    """Knows the days of the conference as far as the text has told, and which of them holds.

    `declared`: the first and last day, where the text says above all sessions from when to when it lasts.
    """

    def __init__(self, report, *, today, time_zone):
        self.report = report
        self.calendar = Calendar(today)
        self.day = None
        self.declared = None
        self.set_zone(time_zone)

    def set_zone(self, name):
        self.time_zone, self.zone = name, zoneinfo.ZoneInfo(name)

    def learn(self, parts):
        """Learn the year, and days that only a sentence above the programme names, before anything is placed."""
        dated = [part for part in parts if part.head and part.head.dates]
        years = (part.head.dates.first.year for part in dated)
        self.calendar.year = next((year for year in years if year and is_ours(year)), None)
        if any(part.role in {Role.DAY, Role.FRAME} or part.times for part in dated):
            return
        for part in parts:
            if part.is_start:
                return
            if _may_name_day(part) and (dates := find_dates(part.text[:MAX_SENTENCE])):
                self.set_days(dates[0], part.line, declares=True)
                return

    def set_days(self, dates, line, *, declares=False):
        """Let the day of a line hold from here on."""
        first, last = self.calendar.resolve(dates)
        if not first or not last or last < first or (last - first).days > 366:
            message = _(
                "This day does not exist, lies outside the years 1900 to 2199, or the last day before the first."
            )
            self.report.warning("no_such_day", message, line.number)
            return False
        if dates.first.year is None and self.calendar.year is None and self.calendar.starts_on is None:
            self.report.info(
                "year_guessed", format_lazy(_("No year is given; {year} is assumed."), year=first.year), line.number
            )
        if dates.weekday is not None:
            self._check_weekday(dates.weekday, first, line)
        if self.declared and not (self.declared[0] <= first and last <= self.declared[1]):
            self.report.warning("outside_days", _("This day lies outside the days of the conference."), line.number)
        if declares and (first != last or self.declared is None):
            self.declared = (first, last)
        self.calendar.widen(first, last)
        self.day = first if first == last else None
        return True

    def learn_from_title(self, text, line):
        if dates := find_dates(text):
            self.set_days(dates[0], line, declares=True)

    def _check_weekday(self, weekday, day, line):
        if weekday != day.weekday():
            message = _("{date} is another day of the week than the text says; the date counts.")
            self.report.warning("weekday", format_lazy(message, date=day.isoformat()), line.number)

    def set_day_of(self, head, line, *, declares=False):
        """Let the day in a head hold from here on; False: it names none that could be found."""
        if head.dates is not None:
            return self.set_days(head.dates, line, declares=declares)
        if head.day_number is not None:
            day, code = self.calendar.numbered(head.day_number), "day_without_date"
            message = _("The date of this day is not known. Please write it beside it.")
        elif head.weekday is not None:
            day, code = self.calendar.on_weekday(head.weekday), "weekday_without_date"
            message = _("This weekday is none of the known days of the conference. Please write its date.")
        else:
            return True
        self.day = day
        if day is None:
            self.report.warning(code, message, line.number)
        elif head.weekday is not None:
            self._check_weekday(head.weekday, day, line)
        return day is not None

    def placed(self, times, line, written):
        """Return (start, end) on the day that holds; None with a warning where there is no such time."""
        if times.zone.upper() not in OUR_ZONES:
            message = _("This time is read in {zone}, not in the zone written here ({written}).")
            self.report.warning(
                "other_zone", format_lazy(message, zone=self.time_zone, written=times.zone), line.number
            )
        self.tell_words(times, line)
        day = self.day or (self.calendar.starts_on if self.calendar.starts_on == self.calendar.ends_on else None)
        if day is None:
            message = _("A time without a day: no date stands above it. It stands in the internal note of the session.")
            self.report.warning("no_date", message, line.number)
            return None
        try:
            return place(times, day, self.zone)
        except TimeProblem as problem:
            shown = Truncator(written).chars(MAX_SHOWN)
            self.report.warning(
                problem.code, format_lazy(PROBLEMS[problem.code], text=in_quotes_lazy(shown)), line.number
            )
            return None

    def tell_words(self, times, line):
        """Say which time was made of words that leave it open, such as „gegen 14 Uhr“."""
        if not times.told or not times.is_possible:
            return
        clocks = [
            f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (times.starts, times.ends) if minutes is not None
        ]
        message = _("“{words}” was read as {time}.")
        words = {"words": in_quotes_lazy(times.told), "time": "–".join(clocks)}
        self.report.info("time_in_words", format_lazy(message, **words), line.number)


def may_be_deadline(text):
    """Whether a day in this text may be that until which people register, or that of the text itself."""
    return any(word in text.casefold() for word in DEADLINES)


def _may_name_day(part):
    """Whether a line above all sessions may name the day: no deadline, and of a mail only the subject."""
    if may_be_deadline(part.text):
        return False
    text = part.text.casefold()
    return part.role in {Role.TEXT, Role.LABEL, Role.SECTION} or (
        part.role is Role.MAIL and text.startswith(tuple(SUBJECTS))
    )
