"""What the interface gives, each kind with its fields. Nothing is given that stands nowhere here."""

from functools import lru_cache

from django.utils.functional import lazy

from programme.exports.api.schemas import (
    BOOLEAN,
    DAY,
    LANGUAGE,
    MOMENT,
    NUMBER,
    PAGES,
    STRING,
    TEXT,
    URL,
    Field,
    Kind,
    list_of,
    or_null,
    state,
)
from programme.exports.api.shown import address, state_of
from programme.models import Appearance, Pool, Room, Session, Slot
from programme.models.facts import Aid
from womconf.elsewhere import in_all_languages

MARKDOWN = "In Markdown; let no HTML through where you show it."


def _state(enumeration):
    """Return a function that gives a stored word as state and words."""
    return lambda value: state_of(enumeration(value))


_session_status, _role, _kind = _state(Session.Status), _state(Appearance.Role), _state(Room.Kind)
_mode, _word, _aid = _state(Pool.Mode), _state(Pool.Word), _state(Aid)


@lru_cache
def _answer(status):
    """Return whether somebody has said yes; the words are those beside a name, which say it of somebody invited."""
    in_words = lazy(lambda: Appearance(status=status).in_words, str)()
    return {"state": status, "word": in_all_languages(in_words)}


ROOM = Kind(
    "Room",
    "Where something takes place.",
    [
        Field("code", STRING, "Its name for programs; it never changes.", lambda room, _shown: room.code),
        Field("name", TEXT, "Its name.", lambda room, shown: shown.text(room.name)),
        Field("kind", state(Room.Kind), "Whether on site, online, or both.", lambda room, _shown: _kind(room.kind)),
    ],
)
ORGANISATION = Kind(
    "Organisation",
    "Who holds sessions, or where people come from.",
    [
        Field("code", STRING, "Its name for programs; it never changes.", lambda host, _shown: host.code),
        Field("name", STRING, "Its name.", lambda organisation, _shown: organisation.name),
        Field("website", or_null(URL), "Its website.", lambda organisation, _shown: organisation.website or None),
    ],
)
TRACK = Kind(
    "Track",
    "A subject under which several sessions stand.",
    [
        Field("code", STRING, "Its name for programs; it never changes.", lambda track, _shown: track.code),
        Field("name", TEXT, "Its name.", lambda track, shown: shown.text(track.name)),
    ],
)


def _or_none(kind, of):
    def value(row, shown):
        found = of(row)
        return None if found is None else kind.write(found, shown)

    return value


SLOT = Kind(
    "Slot",
    "When and where a session, its follow-up or a break takes place.",
    [
        Field(
            "kind",
            {"type": "string", "enum": list(Slot.Kind.values)},
            "What it is.",
            lambda slot, _shown: slot.kind,
        ),
        Field("title", TEXT, "Of a follow-up or a break.", lambda slot, shown: shown.text(slot.title)),
        Field("starts_at", MOMENT, "The start, on the clock of the place.", lambda s, shown: shown.moment(s.starts_at)),
        Field("ends_at", or_null(MOMENT), "The end; null: it is open.", lambda s, shown: shown.moment(s.ends_at)),
        Field(
            "time_zone",
            STRING,
            "The zone of that clock, as the IANA calls it.",
            lambda _slot, shown: shown.conference.time_zone,
        ),
        Field("room", or_null(ROOM.ref), "Where; null: not said.", _or_none(ROOM, lambda slot: slot.room)),
    ],
)
APPEARANCE = Kind(
    "Appearance",
    "Somebody who takes part in a session. Whoever has declined is not named.",
    [
        Field("code", STRING, "The code of the speaker.", lambda a, _shown: a.speaker.code),
        Field("name", STRING, "The name with the academic title.", lambda a, _shown: a.speaker.full_name),
        Field("role", state(Appearance.Role), "What they do there.", lambda a, _shown: _role(a.role)),
        Field(
            "status",
            state(Appearance.Status, but=set(Appearance.Status.values) - set(Appearance.SHOWN)),
            "Whether they have said yes.",
            lambda a, _shown: _answer(a.status),
        ),
        Field("pages", PAGES, "Their page.", lambda a, shown: shown.pages("programme:speaker-detail", a.speaker.code)),
    ],
)
PLACES = Kind(
    "Places",
    "What visitors read of the places. How many there are, is not public.",
    [
        Field("mode", state(Pool.Mode), "Which places.", lambda pool, _shown: _mode(pool.mode)),
        Field("places", state(Pool.Word), "Whether there are any.", lambda pool, _shown: _word(pool.word)),
    ],
)


def _opens_at(session, shown):
    moments = (session.registration_opens_at, shown.conference.registration_opens_at)
    return shown.moment(max(filter(None, moments), default=None))


def _closes_at(session, shown):
    moments = (session.registration_closes_at, shown.conference.registration_closes_at)
    return shown.moment(min(filter(None, moments), default=None))


def _pages_to_register(session, shown):
    return shown.register(session.code) if session.takes_registrations(shown.now) else None


def _places(session, shown):
    if not session.takes_registrations(shown.now):
        return []
    return [PLACES.write(pool, shown) for pool in session.own_pools]


REGISTRATION = Kind(
    "Registration",
    "Whether and where people can register for a session.",
    [
        Field("is_open", BOOLEAN, "Whether they can now.", lambda s, shown: s.takes_registrations(shown.now)),
        Field("opens_at", or_null(MOMENT), "From when on; null: no limit.", _opens_at),
        Field("closes_at", or_null(MOMENT), "Until when; null: until the session is over.", _closes_at),
        Field(
            "is_restricted",
            BOOLEAN,
            "Whether it is for invited people only.",
            lambda session, _s: session.is_restricted,
        ),
        Field("places", list_of(PLACES.ref), "The places, while registration is open.", _places),
        Field("pages", or_null(PAGES), "The form, with this session chosen; null: closed.", _pages_to_register),
    ],
)
FILE = Kind(
    "File",
    "Slides and the like.",
    [
        Field("name", STRING, "Its name.", lambda file, _shown: file.name),
        Field("media_type", STRING, "What it is, as the IANA calls it.", lambda file, _shown: file.media_type),
        Field("url", URL, "Its address; another content has another one.", lambda file, _shown: file.web_address),
    ],
)
SESSION = Kind(
    "Session",
    "One thing to attend.",
    [
        Field("code", STRING, "Its name for programs; it never changes.", lambda session, _shown: session.code),
        Field("title", TEXT, "Its title.", lambda session, shown: shown.text(session.title)),
        Field("abstract", TEXT, f"What it is about. {MARKDOWN}", lambda session, shown: shown.text(session.abstract)),
        Field("format", TEXT, "Talk, workshop and the like.", lambda session, shown: shown.text(session.format)),
        Field("language", or_null(LANGUAGE), "The language spoken.", lambda session, _shown: session.language or None),
        Field(
            "interpreted_into",
            list_of(LANGUAGE),
            "Into which languages it is interpreted.",
            lambda session, _shown: sorted(session.interpreted_into),
        ),
        Field(
            "aids",
            list_of(state(Aid)),
            "What helps to follow it.",
            lambda session, _shown: [_aid(aid) for aid in session.aids],
        ),
        Field("target_group", TEXT, "For whom it is.", lambda session, shown: shown.text(session.target_group)),
        Field("materials", TEXT, "What belongs to it.", lambda session, shown: shown.text(session.materials)),
        Field("materials_url", or_null(URL), "Where that is.", lambda session, _shown: session.materials_url or None),
        Field(
            "files",
            list_of(FILE.ref),
            "Slides and the like that are here.",
            lambda session, shown: [FILE.write(file, shown) for file in session.shown_files],
        ),
        Field(
            "recording_url",
            or_null(URL),
            "Where it was recorded to; null until it is over.",
            lambda session, _shown: session.recording or None,
        ),
        Field(
            "status",
            state(Session.Status, but={Session.Status.DRAFT}),
            "Whether it is settled.",
            lambda session, _shown: _session_status(session.status),
        ),
        Field(
            "slots",
            list_of(SLOT.ref),
            "When and where, in order of time; empty: the time follows.",
            lambda session, shown: [SLOT.write(slot, shown) for slot in session.fetched("slots")],
        ),
        Field(
            "people",
            list_of(APPEARANCE.ref),
            "Who takes part, in the order of the programme.",
            lambda session, shown: [
                APPEARANCE.write(appearance, shown) for appearance in session.fetched("appearances")
            ],
        ),
        Field("host", or_null(ORGANISATION.ref), "Who holds it.", _or_none(ORGANISATION, lambda s: s.host)),
        Field("track", or_null(TRACK.ref), "Its track.", _or_none(TRACK, lambda session: session.track)),
        Field("registration", REGISTRATION.ref, "Whether and where to register.", REGISTRATION.write),
        Field(
            "calendar",
            or_null(URL),
            "A calendar file of it; null: the time follows.",
            lambda s, shown: shown.file_of("programme:session-calendar", s.code) if s.fetched("slots") else None,
        ),
        Field("pages", PAGES, "Its page.", lambda s, shown: shown.pages("programme:session-detail", s.code)),
        Field("url", URL, "Its address here.", lambda session, shown: shown.own("session", session.code)),
    ],
)


def _picture_address(picture, shown):
    return shown.file("programme:speaker-picture", picture.speaker.code, picture.digest)


def _picture(person, shown):
    picture = getattr(person.speaker, "picture", None)
    return None if picture is None else PICTURE.write(picture, shown)


PICTURE = Kind(
    "Picture",
    "A square picture of a speaker (WebP).",
    [
        Field("url", URL, "Its address; another picture has another one.", _picture_address),
        Field("width", NUMBER, "Pixels.", lambda picture, _shown: picture.width),
        Field("height", NUMBER, "Pixels.", lambda picture, _shown: picture.height),
        Field("credit", STRING, "Who took it; name them beside it.", lambda picture, _shown: picture.credit),
    ],
)
TAKES_PART = Kind(
    "TakesPart",
    "A session in which a speaker takes part.",
    [
        Field("code", STRING, "The code of the session.", lambda a, _shown: a.session.code),
        Field("title", TEXT, "Its title.", lambda a, shown: shown.text(a.session.title)),
        Field("role", state(Appearance.Role), "What they do there.", lambda a, _shown: _role(a.role)),
        Field("status", APPEARANCE.fields[3].schema, "Whether they have said yes.", lambda a, _s: _answer(a.status)),
    ],
)
SPEAKER = Kind(
    "Speaker",
    "Somebody who takes part in sessions that visitors see.",
    [
        Field("code", STRING, "Their name for programs; it never changes.", lambda person, _s: person.speaker.code),
        Field("name", STRING, "First and family name.", lambda person, _shown: person.speaker.name),
        Field("degree", STRING, "The academic title.", lambda person, _shown: person.speaker.degree),
        Field("position", STRING, "The function.", lambda person, _shown: person.speaker.position),
        Field(
            "organisation",
            or_null(ORGANISATION.ref),
            "Where they come from.",
            _or_none(ORGANISATION, lambda person: person.speaker.organisation),
        ),
        Field("biography", TEXT, f"Who they are. {MARKDOWN}", lambda p, shown: shown.text(p.speaker.biography)),
        Field("website", or_null(URL), "Their website.", lambda person, _shown: person.speaker.website or None),
        Field("picture", or_null(PICTURE.ref), "Their picture.", _picture),
        Field(
            "sessions",
            list_of(TAKES_PART.ref),
            "Where they take part, in order of time.",
            lambda person, shown: [TAKES_PART.write(appearance, shown) for appearance in person.appearances],
        ),
        Field("pages", PAGES, "Their page.", lambda p, shown: shown.pages("programme:speaker-detail", p.speaker.code)),
        Field("url", URL, "Their address here.", lambda p, shown: shown.own("speaker", p.speaker.code)),
    ],
)


def _with_sessions(kind, name, about, *more):
    """Return a kind as its own list gives it: with the codes of what belongs to each row."""
    codes = Field("sessions", list_of(STRING), "The codes of its sessions.", lambda group, _shown: group.sessions)
    own = [Field(f.name, f.schema, f.about, lambda g, shown, write=f.value: write(g.row, shown)) for f in kind.fields]
    return Kind(name, about, [*own, codes, *more])


LISTED_ROOM = _with_sessions(ROOM, "ListedRoom", "A room, and what takes place in it.")
LISTED_TRACK = _with_sessions(TRACK, "ListedTrack", "A track, and its sessions.")
LISTED_ORGANISATION = _with_sessions(
    ORGANISATION,
    "ListedOrganisation",
    "An organisation, the sessions that it holds, and its people.",
    Field("speakers", list_of(STRING), "The codes of its speakers.", lambda group, _shown: group.speakers),
)
LISTS = ["sessions", "breaks", "speakers", "rooms", "tracks", "organisations"]
CONFERENCE = Kind(
    "Conference",
    "One edition of a conference.",
    [
        Field("slug", STRING, "Its name in addresses.", lambda conference, _shown: conference.slug),
        Field("title", TEXT, "Its title.", lambda conference, shown: shown.text(conference.title)),
        Field("theme", TEXT, "Its subject.", lambda conference, shown: shown.text(conference.theme)),
        Field("description", TEXT, f"What it is about. {MARKDOWN}", lambda c, shown: shown.text(c.description)),
        Field("starts_on", DAY, "The first day.", lambda conference, _shown: conference.starts_on.isoformat()),
        Field("ends_on", DAY, "The last day.", lambda conference, _shown: conference.ends_on.isoformat()),
        Field("time_zone", STRING, "The zone of all its times, as the IANA calls it.", lambda c, _shown: c.time_zone),
        Field("languages", list_of(LANGUAGE), "Of its texts, the main one first.", lambda c, _s: c.languages),
        Field("organiser", STRING, "Who invites.", lambda conference, _shown: conference.host_name),
        Field("venue", TEXT, "The house; empty: only online.", lambda conference, shown: shown.text(conference.venue)),
        Field("is_example", BOOLEAN, "Whether all of it is made up.", lambda conference, _shown: conference.is_example),
        Field(
            "registration_is_open",
            BOOLEAN,
            "Whether its form is open; each session has its own word in this, too.",
            lambda _conference, shown: shown.conference_is_open,
        ),
        Field("pages", PAGES, "Its programme.", lambda _conference, shown: shown.pages("programme:programme")),
        Field(
            "calendar",
            URL,
            "A calendar of all sessions, to subscribe to.",
            lambda _conference, shown: shown.file("programme:conference-calendar"),
        ),
        Field("url", URL, "Its address here.", lambda conference, _shown: address("conference", conference.slug)),
        *(
            Field(name, URL, f"The address of its {name} here.", lambda c, _s, name=name: address(name, c.slug))
            for name in LISTS
        ),
    ],
)
KINDS = [
    CONFERENCE,
    SESSION,
    FILE,
    SLOT,
    APPEARANCE,
    REGISTRATION,
    PLACES,
    SPEAKER,
    TAKES_PART,
    PICTURE,
    ROOM,
    TRACK,
    ORGANISATION,
    LISTED_ROOM,
    LISTED_TRACK,
    LISTED_ORGANISATION,
]
