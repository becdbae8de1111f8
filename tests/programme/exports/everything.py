"""A conference in which everything occurs that a programme can hold, to be read by judges of exchange formats."""

from datetime import UTC, date, datetime, time, timedelta

from programme.models import Appearance, Room, Session, Slot
from tests import factories

NIGHT = date(2027, 10, 31)  # the clock is set back from 03:00 to 02:00
LONG = "Donaudampfschifffahrt" * 14 + "sechs!"
SCRIPT = "</script><script>alert(1)</script><b>&amp; ]]> <!-- \"'"
ARABIC = "مؤتمر الانفتاح"
EMOJI = "👩‍🔬 Forschung 🏳️‍🌈"
NO_CHARACTER = "Ende\uffff"  # passes every form, and is no character of XML


def moment(day, hour, minute=0, *, zone, fold=0):
    return datetime.combine(NIGHT + timedelta(days=day), time(hour, minute), zone).replace(fold=fold).astimezone(UTC)


def everything(slug="alles-2027"):
    """Make it, and return the conference."""
    conference = factories.ConferenceFactory(
        slug=slug,
        title={"de": f"Alles & mehr {SCRIPT}", "en": "Everything & more"},
        theme={"de": EMOJI},
        description={"de": f"**Text** {SCRIPT}"},
        venue={"de": "Rathaus, Markt 1, 07743 Jena"},
        host_name='Amt "für" <Vielfalt>',
        starts_on=NIGHT - timedelta(days=1),
        ends_on=NIGHT + timedelta(days=1),
        contact_email="orga@secret.example",
        **factories.ABOUT,
    )
    zone = conference.zone
    hall, online, both = (
        factories.RoomFactory(conference=conference, name={"de": name}, kind=kind, position=position, capacity=30)
        for position, (name, kind) in enumerate(
            [("Saal <1>", Room.Kind.ON_SITE), ("Stream", Room.Kind.ONLINE), (ARABIC, Room.Kind.HYBRID)]
        )
    )
    host = factories.OrganisationFactory(conference=conference, name="Verein & Söhne", website="https://verein.example")
    track = factories.TrackFactory(conference=conference, name={"de": "Thema „Öffnung“"})

    def session(title, *slots, **facts):
        made = factories.SessionFactory(conference=conference, title={"de": title}, **facts)
        for start, end, room, *kind in slots:
            kinds = {"kind": kind[0]} if kind else {}
            factories.SlotFactory(session=made, starts_at=start, ends_at=end, room=room, **kinds)
        return made

    def at(day, hour, minute=0, fold=0):
        return moment(day, hour, minute, zone=zone, fold=fold)

    plain = session(
        SCRIPT,
        (at(0, 10), at(0, 11), hall),
        (at(0, 11), at(0, 11, 20), None, Slot.Kind.FOLLOW_UP),
        host=host,
        track=track,
        language="de",
        format={"de": "Vortrag"},
        abstract={"de": f"# Text\n\n{SCRIPT} [Link](https://a.example/?a=1&b=2)"},
        capacity=20,
    )
    session("Fällt leider aus", (at(0, 10), at(0, 11), hall), status=Session.Status.CANCELLED)
    requested = session("Noch offen", (at(0, 12), None, online), status=Session.Status.REQUESTED)
    session("Ohne Zeit")
    twice = session("Zweimal", (at(0, 13), at(0, 14), both), (at(1, 13), at(1, 14), both), language="ar")
    session(LONG, (at(0, 2, 30), at(0, 2, 30, fold=1), hall))  # an hour long, from half past two to half past two
    session("Lange Nacht", (at(0, 22), at(1, 4), hall))
    session(ARABIC, (at(1, 1), at(1, 2), both))
    session(EMOJI, (at(-1, 5, 30), at(-1, 6), None))  # before six in the morning of the first day
    session(NO_CHARACTER, (at(1, 9), at(1, 10), None))
    session("Ausstellung", (at(1, 9), at(1, 9) + timedelta(days=6), None))
    session("Dauerausstellung", (at(1, 9), at(1, 9) + timedelta(days=150), None))
    session("Entwurf ganz geheim", (at(1, 15), at(1, 16), hall), status=Session.Status.DRAFT)
    factories.SlotFactory(
        session=None, conference=conference, kind=Slot.Kind.BREAK, title={"de": "Kaffee"}, starts_at=at(0, 11, 30)
    )

    speaker = factories.SpeakerFactory(
        conference=conference,
        name="Şeyma Öztürk-Łukasz",
        degree="Dr.",
        organisation=host,
        email="seyma@secret.example",
        phone="0361-geheim",
        internal_note="Notiz ganz geheim",
        biography={"de": f"Lebt. {SCRIPT}"},
    )
    factories.PictureFactory(speaker=speaker)
    factories.SessionFileFactory(session=plain, speaker=speaker, name=SCRIPT, is_shown=True)
    factories.SessionFileFactory(session=plain, speaker=speaker, name="Noch ganz geheim")
    asked = factories.SpeakerFactory(conference=conference, name="Anna Angefragt", email="anna@secret.example")
    gone = factories.SpeakerFactory(conference=conference, name="Gerd Gegangen", email="gerd@secret.example")
    factories.AppearanceFactory(session=plain, speaker=speaker)
    factories.AppearanceFactory(session=plain, speaker=speaker, role=Appearance.Role.MODERATION, position=1)
    factories.AppearanceFactory(session=plain, speaker=gone, status=Appearance.Status.DECLINED, position=2)
    factories.AppearanceFactory(session=twice, speaker=speaker)
    factories.AppearanceFactory(session=requested, speaker=asked, status=Appearance.Status.REQUESTED)
    return conference


PRIVATE = ("secret.example", "geheim", "Gerd Gegangen")


def empty(slug="leer"):
    return factories.ConferenceFactory(slug=slug, title={"de": "Leer"})
