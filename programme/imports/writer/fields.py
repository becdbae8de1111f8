"""How the importer reads, writes and shows one field: as plain JSON values that three sides can compare."""

from datetime import UTC, date, datetime

from django.utils import formats
from django.utils.text import format_lazy
from django.utils.timezone import localtime

from programme.fields import translations
from programme.models import Room


class Field:
    """A plain column."""

    def __init__(self, model, name):
        self.name = name
        self.label = model._meta.get_field(name).verbose_name
        self.columns = (name,)

    def says_nothing_new(self, row, value):
        """Whether a text wants nothing with this value, although it is not what stands in the row."""
        return False

    def read(self, row):
        return getattr(row, self.name)

    def write(self, row, value):
        setattr(row, self.name, value)

    def show(self, value):
        return "" if value is None else str(value)


class Choice(Field):
    """A column of choices, shown by their labels."""

    def __init__(self, model, name):
        super().__init__(model, name)
        self.choices = model._meta.get_field(name).flatchoices

    def show(self, value):
        return str(dict(self.choices).get(value, value))


class Choices(Choice):
    """A column of several choices, whose order says nothing, shown by their labels."""

    def __init__(self, model, name):
        super().__init__(model, name)
        self.choices = model._meta.get_field(name).base_field.flatchoices

    def read(self, row):
        return sorted(getattr(row, self.name))

    def show(self, value):
        return ", ".join(super(Choices, self).show(one) for one in value)


class Fixed(Field):
    """What never changes about a row; kept in the memory so that a deleted row can still be told from others."""

    def __init__(self, name, read):
        self.name = name
        self.label = name
        self.columns = ()
        self.read = read

    def write(self, row, value):
        """Do nothing: a new row has it from the start."""


class ByAction(Choice):
    """A status: set when a row is created, later changed by an action of the programme only."""

    def __init__(self, model, name):
        super().__init__(model, name)
        self.columns = ()

    def write(self, row, value):
        if row.pk is None:
            super().write(row, value)


class Capacity(Field):
    """The places of a session, which stand in a row of their own and are changed by an action only."""

    def __init__(self, model):
        super().__init__(model, "capacity")
        self.columns = ()

    def read(self, row):
        return row.pool.capacity

    def write(self, row, value):
        """Do nothing: the row of the places is made by the database, together with the session."""


class OnlineCapacity(Capacity):
    """The places online of a session that has some of their own, changed by an action only."""

    def __init__(self, model):
        super().__init__(model)
        self.name = "online_capacity"
        self.label = format_lazy("{places}, {mode}", places=self.label, mode=Room.Kind.ONLINE.label)

    def read(self, row):
        return row.online_pool.capacity if row.online_pool else None


class FollowUpPlaces(Field):
    """The places of a follow-up alone, where it has any: a row of their own, changed by an action only."""

    def __init__(self, model):
        super().__init__(model, "capacity")
        self.name = "places"
        self.columns = ()

    def read(self, row):
        pools = row.session.fetched("pools") if row.pk and row.session_id else ()
        return next((pool.capacity for pool in pools if pool.slot_id == row.pk), None)

    def write(self, row, value):
        """Do nothing: programme.actions.set_follow_up_capacity makes the row."""


class PlainText(Field):
    """A column with lines of text."""

    def read(self, row):
        return clean(getattr(row, self.name))  # a form sends its line ends as CRLF: not an edit


class Mode(Choice):
    """Whether people choose between places on site and places online: rows of their own, made by an action only.

    A text that says nothing of it leaves it as it is.
    """

    def __init__(self, model):
        super().__init__(model, "mode")
        self.label = Room._meta.get_field("kind").verbose_name
        self.choices = Room.Kind.choices
        self.columns = ()

    def read(self, row):
        return Room.Kind.HYBRID if row.online_pool else ""

    def write(self, row, value):
        """Do nothing: programme.actions.make_hybrid makes the places."""


class Translated(Field):
    """A text in the language of a draft; the other languages of the row stay as they are.

    Where a draft `has_other_languages`, what stands here word for word in another one is no translation.
    """

    def __init__(self, model, name, draft):
        super().__init__(model, name)
        self.column = name
        self.name = f"{name}.{draft.language}"
        self.language = draft.language
        self.may_be_another = draft.has_other_languages

    def says_nothing_new(self, row, value):
        texts = translations(getattr(row, self.column))
        return self.may_be_another and self.language not in texts and value in map(clean, texts.values())

    def read(self, row):
        # A form sends its line ends as CRLF: not an edit.
        return clean(translations(getattr(row, self.column)).get(self.language, ""))

    def write(self, row, value):
        setattr(row, self.column, {**translations(getattr(row, self.column)), self.language: value})


class Language(Field):
    """That the conference has the language of the text, among others."""

    def __init__(self, model, language):
        super().__init__(model, "languages")
        self.language = language

    def read(self, row):
        return self.language if self.language in row.languages else ""

    def write(self, row, value):
        row.languages = [*row.languages, value] if row.pk else [value]


class Days(Field):
    """First and last day as one value ("2020-09-15/2020-09-16"), so that one never overtakes the other."""

    def __init__(self, model):
        super().__init__(model, "starts_on")
        self.name = "days"
        self.columns = ("starts_on", "ends_on")

    def read(self, row):
        return days(row.starts_on, row.ends_on)

    def write(self, row, value):
        row.starts_on, row.ends_on = (date.fromisoformat(day) for day in value.split("/"))

    def show(self, value):
        first, last = (formats.date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") for day in value.split("/"))
        return first if first == last else f"{first} – {last}"


class Period(Field):
    """Start and end of a slot in UTC as one value ("…T08:00:00+00:00/…"); an open end is empty."""

    def __init__(self, model, zone):
        super().__init__(model, "starts_at")
        self.name = "period"
        self.columns = ("starts_at", "ends_at")
        self.zone = zone

    def read(self, row):
        return period(row.starts_at, row.ends_at)

    def write(self, row, value):
        start, end = value.split("/")
        row.starts_at = datetime.fromisoformat(start)
        row.ends_at = datetime.fromisoformat(end) if end else None

    def show(self, value):
        return show_period(value, self.zone)


class Reference(Field):
    """A row that the text names, such as a room: compared by what the text calls it, not by what it is called here."""

    def __init__(self, model, name, names):
        super().__init__(model, name)
        self.names = names

    def read(self, row):
        found = getattr(row, self.name)
        return self.names.key_of(found) if found else ""

    def write(self, row, value):
        setattr(row, self.name, self.names.need(value) if value else None)

    def show(self, value):
        return self.names.show(value) if value else ""


def clean(text):
    return text.replace("\r\n", "\n").strip()


def days(starts_on, ends_on):
    return f"{starts_on.isoformat()}/{ends_on.isoformat()}"


def period(starts_at, ends_at):
    return "/".join(moment.astimezone(UTC).isoformat() if moment else "" for moment in (starts_at, ends_at))


def show_period(value, zone):
    """Return the time for people: day, start and end on the conference's clock."""
    start, end = (localtime(datetime.fromisoformat(moment), zone) if moment else None for moment in value.split("/"))
    text = f"{formats.date_format(start, 'SHORT_DATE_FORMAT')}, {formats.time_format(start.time(), 'TIME_FORMAT')}"
    if end is None:
        return f"{text} –"
    if end.date() == start.date():
        return f"{text}–{formats.time_format(end.time(), 'TIME_FORMAT')}"
    day = formats.date_format(end, "SHORT_DATE_FORMAT")
    return f"{text} – {day}, {formats.time_format(end.time(), 'TIME_FORMAT')}"
