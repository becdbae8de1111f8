"""The programme narrowed by its address: search and filters. Without JavaScript."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme import search, timetable
from programme.fields import in_language, translations
from programme.letters import fold
from programme.models import Room
from programme.models.facts import Aid
from programme.templatetags.programme_text import language_name
from womconf.quotes import quoted

# Below this many sessions a filter is more to read than the programme itself.
FILTER_FROM = 12
MOST_MEANT = 3  # words that the page names for one with a typing error
VIEWS = ("list", "grid")


class Link(NamedTuple):
    """What people read, and the address of the programme that it leads to; whether they are there already."""

    words: str
    address: str
    is_current: bool


class ProgrammeFilter(forms.Form):
    """Narrow the programme by address. What makes no sense is ignored, never an error."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    day = forms.ChoiceField(label=_("Day"), required=False)
    track = forms.ChoiceField(label=_("Track"), required=False)
    room = forms.ChoiceField(label=_("Room"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    mode = forms.ChoiceField(label=_("On site or online"), required=False)
    interpretation = forms.ChoiceField(label=_("Interpretation"), required=False)
    aids = forms.ChoiceField(label=_("Accessibility"), required=False)
    target = forms.ChoiceField(label=_("Target group"), required=False)
    host = forms.ChoiceField(label=_("Held by"), required=False)
    free = forms.ChoiceField(label=_("Places"), required=False)

    def __init__(self, data, *, published, now):
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        self.conference, self.sessions, self.now = published.conference, published.sessions, now
        self.view = data.get("view") if data.get("view") in VIEWS else ""
        self.is_worthwhile = len(self.sessions) >= FILTER_FROM
        self._shared = {}
        different = {id(found): found for session in self.sessions for found in self._found_in(session)}
        things = {name: {} for name in FACTS}
        for name, found in different.values():
            things[name].update(found)
        for name, fact in FACTS.items():
            self._offer(name, fact, things[name])
        self.is_valid()

    def _offer(self, name, fact, things):
        """Offer the values found in the sessions; leave a filter out where it would tell nothing apart."""
        found = {value: fact.words(thing) for value, thing in things.items()}
        if len(found) < fact.fewest:
            del self.fields[name]
            return
        choices = [(value, words) for value, words in found.items() if words]
        choices.sort(key=lambda choice: choice[0] if name == "day" else fold(choice[1]))
        self.fields[name].choices = [("", pgettext_lazy("filter", "any")), *choices]

    def _found_in(self, session):
        """Return [(name, [(value, thing)])] of what is found in a session."""
        found = session.made.get("facts")
        if found is None:
            found = session.made["facts"] = [self._found(name, session) for name in FACTS if name not in BY_THE_CLOCK]
        return [*found, *(self._found(name, session) for name in BY_THE_CLOCK)]

    def _found(self, name, session):
        """Return (name, [(value, thing)]): one and the same where that is equal, as it is kept for each session."""
        fact = FACTS[name]
        things = tuple(fact.find(self, session))
        key = name, tuple(tuple(thing.items()) if isinstance(thing, dict) else thing for thing in things)
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = name, tuple((fact.value(self, thing), thing) for thing in things)
        return found

    def in_main_language(self, thing):
        """Return the name that stands in the address, so that the address serves in every language."""
        return in_language(thing.name, self.conference.main_language)[0]

    @property
    def is_active(self):
        return self.narrows or "day" in self._chosen

    @property
    def narrows(self):
        """Whether more is chosen than a day."""
        return bool(self._chosen.keys() - {"day"}) or self.is_too_long

    @property
    def is_of_known_values(self):
        """Whether nothing is asked for but what the page offers: no words to search for, no value unknown to it."""
        is_known = not self.errors and self.data.keys() <= {*self.fields, "view"}
        return is_known and "q" not in self.data and self.data.get("view", "") == self.view

    @property
    def is_too_long(self):
        """Whether more was sought than a search looks for; nothing is found then, and the page says why."""
        return self.has_error("q", "max_length")

    @property
    def _chosen(self):
        return {name: value for name, value in self.cleaned_data.items() if value}

    def address(self, **changes):
        """Return the address of this page with other filters; an empty one takes a filter away."""
        values = {**self._chosen, "view": self.view, **changes}
        pairs = [(name, value) for name, value in values.items() if value]
        return reverse("programme:programme", args=[self.conference.slug]) + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def on_all_days(self):
        return self.address(day="")

    @property
    def chosen_day(self):
        """The chosen day as a date, or None."""
        return date.fromisoformat(self._chosen["day"]) if "day" in self._chosen else None

    @property
    def without_filters(self):
        """The address of the page with nothing chosen but the day."""
        return self.address(**dict.fromkeys(self._chosen.keys() - {"day"}, ""))

    @property
    def removable(self):
        """Return the Link of each filter that is set: its words, and the address of the page without it."""
        return [
            Link(self._words(name, value), self.address(**{name: ""}), is_current=True)
            for name, value in self._chosen.items()
            if name != "day"
        ]

    def _words(self, name, value):
        field = self.fields[name]
        return f"{field.label}: {value if name == 'q' else dict(field.choices)[value]}"

    @property
    def days(self):
        """Return a Link for each day, the first one to all of them; none where there is one day only."""
        if "day" not in self.fields:
            return []
        day = self.cleaned_data.get("day", "")
        days = [(value, date_format(date.fromisoformat(value), pgettext("day", "D, j N"))) for value in self._days]
        return [
            Link(words, self.address(day=value), is_current=day == value)
            for value, words in [("", gettext("All days")), *days]
        ]

    @property
    def _days(self):
        return [value for value, _words in self.fields["day"].choices if value]

    @property
    def views(self):
        """Return the Link to the list and that to the table."""
        return {view: Link("", self.address(view=view), is_current=self.view == view) for view in VIEWS}

    @property
    def selects(self):
        """Return (field, [(value, words, whether it is chosen)]) of each filter to choose from."""
        return [
            (self[name], [(value, words, value == self.cleaned_data.get(name, "")) for value, words in field.choices])
            for name, field in self.fields.items()
            if name not in {"q", "day"}
        ]

    @cached_property
    def sessions_found(self):
        """The sessions that every given filter lets pass, in their order."""
        return self._let_pass(self._chosen)

    @cached_property
    def found_on_other_days(self):
        """How many sessions the filters would let pass on other days than the chosen one, where it has none."""
        if self.sessions_found or "day" not in self._chosen:
            return 0
        return len(self._let_pass(self._chosen.keys() - {"day"}))

    def _let_pass(self, names):
        if self.is_too_long:
            return []
        found = self.sessions
        if self._search is not None:
            found = [session for session in found if session.pk in self._search.ranks]
        for name, value in self._chosen.items():
            if name in FACTS and name in names:
                found = [session for session in found if value in dict(dict(self._found_in(session))[name])]
        return found

    @cached_property
    def _search(self):
        """What programme.search has Found; None where nothing is sought."""
        return search.find(self.conference, self._chosen["q"]) if "q" in self._chosen else None

    @property
    def meant(self):
        """Return [(a word that stands nowhere, the words of the programme that it was taken for)]."""
        meant = self._search.meant.items() if self._search and self._search.ranks else ()
        return [(quoted(typed), gettext(" or ").join(map(quoted, words[:MOST_MEANT]))) for typed, words in meant]


class Fact(NamedTuple):
    """What a filter looks at: what it finds in a session, what of it stands in the address, what people read."""

    find: Callable  # form, session → things
    value: Callable  # form, thing → text
    words: Callable  # thing → text; "" is not offered
    fewest: int = 2  # values that make it worth offering
    by_the_clock: bool = False  # whether what it finds changes with time alone


def _days(form, session):
    return {day for slot in session.fetched("slots") for day in timetable.days_of(slot, form.conference.zone)}


def _track(_form, session):
    return [session.track] if session.track else []


def _rooms(_form, session):
    return {slot.room for slot in session.fetched("slots") if slot.room}


def _format(_form, session):
    return _texts(session.format)


def _target(_form, session):
    return _texts(session.target_group)


def _texts(value):
    """Return {language: text} of a translated text, in a list; an empty list where there is none."""
    return [texts] if (texts := translations(value)) else []


def _texts_in_main_language(form, texts):
    return in_language(texts, form.conference.main_language)[0]


def _texts_in_words(texts):
    return in_language(texts, get_language())[0]


def _language(_form, session):
    return [session.language] if session.language else []


MODES = {"on_site": pgettext_lazy("filter", "on site"), "online": pgettext_lazy("filter", "online")}
OF_KIND = {Room.Kind.ON_SITE: {"on_site"}, Room.Kind.ONLINE: {"online"}, Room.Kind.HYBRID: set(MODES)}


def _modes(_form, session):
    return {mode for slot in session.fetched("slots") if slot.room for mode in OF_KIND[slot.room.kind]}


def _host(_form, session):
    return [session.host] if session.host else []


def _free(form, session):
    return ["1"] if session.takes_registrations(form.now) and not session.is_full else ["0"]


def _name(thing):
    return str(thing.name)


def _as_it_is(_form, value):
    return value


FACTS = {
    "day": Fact(_days, lambda _form, day: str(day), date_format),
    "track": Fact(_track, ProgrammeFilter.in_main_language, _name),
    "room": Fact(_rooms, ProgrammeFilter.in_main_language, _name),
    "format": Fact(_format, _texts_in_main_language, _texts_in_words),
    "language": Fact(_language, _as_it_is, language_name),
    "mode": Fact(_modes, _as_it_is, lambda mode: str(MODES[mode])),
    # These two are rare: where one value is found, most sessions do not have it.
    "interpretation": Fact(lambda _form, session: session.interpreted_into, _as_it_is, language_name, fewest=1),
    "aids": Fact(lambda _form, session: session.aids, _as_it_is, lambda aid: str(Aid(aid).label), fewest=1),
    "target": Fact(_target, _texts_in_main_language, _texts_in_words),
    "host": Fact(_host, lambda _form, host: host.name, _name),
    "free": Fact(_free, _as_it_is, lambda value: gettext("places free") if value == "1" else "", by_the_clock=True),
}
BY_THE_CLOCK = [name for name, fact in FACTS.items() if fact.by_the_clock]
