"""What the timetable says of each session and break, in words: each different word is found once for a page."""

from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.choice import as_query
from programme.templatetags.programme_text import language_name, long_date, text, time_span, until


class Card(dict):
    """What the timetable says of a session: "made", which keeps what templates make of it, and all else once asked.

    A dict, since that is what a template asks fastest: a page shows two thousand of them. The HTML of most of them is
    kept from before, so nothing else is ever asked of them.
    """

    __slots__ = ("_write",)

    def __init__(self, made, write):
        super().__init__(made=made)
        self._write = write

    def __missing__(self, name):
        facts = self._write()
        self.update(facts)
        return facts[name]


class Cards:
    """Write cards in the active language, with times in the active zone and what is true at one moment."""

    def __init__(self, conference, now, noted=frozenset()):
        self._conference, self._now, self._noted = conference, now, noted
        self._language = get_language()
        self._takes_registrations = conference.is_public and conference.registration_is_open(now)
        self._known = {}  # (function, key) → words
        self._before_code = {
            name: self._address_before_code(f"programme:{name}") for name in ("session-detail", "speaker-detail")
        }
        self._register = reverse("registration:register", args=[conference.slug])

    def _address_before_code(self, name):
        return reverse(name, args=[self._conference.slug, "CODE"]).removesuffix("CODE/")

    def _once(self, key, write, *things):
        """Return what `write` makes of these things; of an equal key, what it made before."""
        words = self._known.get((write, key))
        if words is None:
            words = self._known[write, key] = write(*things)
        return words

    def of_session(self, session):
        """Return what the timetable says of a session. All of it is HTML: each word is escaped once."""
        takes_registrations = self._takes_registrations and session.takes_registrations(self._now)
        if session.code in self._noted:  # what one visitor has noted is nothing to keep
            return Card({}, partial(self._card, session, takes_registrations))
        made = session.made.setdefault(("card", self._language, takes_registrations), {})
        return Card(made, partial(self._card, session, takes_registrations))

    def _card(self, session, takes_registrations):
        pools = session.own_pools if takes_registrations else []
        is_full = all(pool.is_full for pool in pools)
        appearances, host = session.fetched("appearances"), session.host
        is_said = session.is_said_of_people
        code, title = session.code, self._text(session.title)
        return {
            "code": _own(code),
            "status": _own(session.status),
            "status_tag": self._once((session.status, is_said), _status_tag, session, is_said),
            "is_cancelled": session.is_cancelled,
            "title": title,
            "heading": format_html("<s>{}</s>", title) if session.is_cancelled else title,
            "url": _own(f"{self._before_code['session-detail']}{code}/"),
            "people": tuple(self._person(appearance) for appearance in appearances),
            "host": self._once(host.pk, _host, host) if host else "",
            "kinds": tuple(words for words in self._kinds(session) if words),
            "ways": tuple(self._ways(session)),
            "follow_ups": tuple(self._follow_up(slot) for slot in session.follow_ups),
            "places": tuple(self._once((pool.mode, pool.word), _places, pool) for pool in pools if pool.word),
            "register": _own(f"{self._register}?session={code}") if takes_registrations else "",
            "register_in_words": self._once(is_full, _register, is_full),
            "is_noted": code in self._noted,
        }

    def _kinds(self, session):
        yield self._text(session.format) if session.format else ""
        yield self.name(session.track)

    def _ways(self, session):
        """Yield where, how and for whom it is, as far as that is not as usual.

        That one can come or watch; the language where it is not the page's; who else can follow it; the target group.
        """
        if session.is_hybrid:
            yield self._once("hybrid", _hybrid, session)
        if session.language and session.language != self._language:
            yield self._once(session.language, _in_language, session.language)
        if session.interpreted_into or session.aids:
            yield from self._once((*session.interpreted_into, *session.aids), _ways_to_follow, session)
        if session.target_group:
            yield self._once(str(session.target_group.data), _target_group, session.target_group)

    def _text(self, value):
        return self._once(str(value.data), _text, value)

    def _person(self, appearance):
        """Return somebody's name as a link, their role if it is not to speak, and the mark of who is only asked."""
        speaker = appearance.speaker
        url = f"{self._before_code['speaker-detail']}{speaker.code}/"
        link = format_html('<a href="{}"><bdi>{}</bdi></a>', _own(url), speaker.full_name)
        if appearance.role != appearance.Role.SPEAKER:
            role = self._once(appearance.role, _role, appearance)
            link = format_html('<span class="role">{}:</span> {}', role, link)
        if appearance.is_requested and not appearance.session.is_cancelled:
            link = format_html('{} <span class="tag">{}</span>', link, self._once(appearance.status, _mark, appearance))
        return link

    def _follow_up(self, slot):
        """Return its times and its title."""
        return self._times(slot), self._text(slot.title) if slot.title else _("Follow-up")

    def of_entry(self, entry):
        """Return what an Entry of programme.timetable says: when and where, and the session or the name of a break."""
        slot = entry.slot
        if entry.session:
            session = self.of_session(entry.session)
            made = session["made"]
            about = {"since": slot.starts_at, "session": session, "is_first": entry.is_first, "made": made}
            return {**self._placed(slot, made), **about}
        return {**self._placed(slot, {}), "break": self._text(slot.title) if slot.title else _("Break"), "made": {}}

    def _placed(self, slot, made):
        """Return when and where a slot is, in words, found once for the same session: `made` keeps them."""
        place = made.get(slot.pk)
        if place is None:
            place = made[slot.pk] = self._times(slot), self._until(slot), self.name(slot.room)
        times, until, room = place
        return {"times": times, "until": until, "room": room, "place": place}

    def of_choice(self, session, noted):
        """Return what somebody's choice says of a session: its card, its day and time, the choice without it."""
        slot = session.main_slot
        return {
            "session": self.of_session(session),
            "day": long_date(timezone.localtime(slot.starts_at)) if slot else "",
            "times": self._times(slot) if slot else "",
            "room": self.name(slot.room) if slot else "",
            "without": as_query(code for code in noted if code != session.code),
        }

    def of_entries(self, entries):
        return [self.of_entry(entry) for entry in entries]

    def without_time(self, sessions):
        return [{"session": self.of_session(session)} for session in sessions]

    def name(self, thing):
        """Return the name of a room or a track, "" where there is none."""
        return self._once(id(thing), _name, thing) if thing else ""

    def _times(self, slot):
        return self._once((slot.starts_at, slot.ends_at), time_span, slot)

    def _until(self, slot):
        return self._once((slot.starts_at, slot.ends_at), until, slot)


# What is found once


def _text(value):
    return conditional_escape(text(value))


def _name(thing):
    return _text(thing.name)


def _host(host):
    return conditional_escape(host.name)


def _status_tag(session, is_said):
    """Return the word of a status. Only an exception is shown, once; the rule is there for programs that read it."""
    is_shown = session.status != session.Status.CONFIRMED and not is_said
    tag = '<span class="status {}">{}</span>' if is_shown else '<span class="status {}" hidden>{}</span>'
    return format_html(tag, session.status, session.exception_in_words or session.get_status_display())


def _in_language(code):
    return format_html("{}: {}", _("Language"), language_name(code))


def _ways_to_follow(session):
    return [conditional_escape(words) for words in session.ways_to_follow]


def _hybrid(session):
    return conditional_escape(session.mode_in_words)


def _target_group(value):
    return format_html("{}: {}", _("Target group"), text(value))


def _role(appearance):
    return conditional_escape(appearance.get_role_display())


def _mark(appearance):
    return conditional_escape(appearance.in_words)


def _places(pool):
    words = conditional_escape(pool.in_words)
    return format_html("{}: {}", pool.get_mode_display(), words) if pool.mode else words


def _register(is_full):
    return conditional_escape(_("Join the waiting list") if is_full else _("Register"))


def _own(text):
    """Mark codes, states and addresses that consist of them: they are ours and hold nothing to escape."""
    return SafeString(text)
