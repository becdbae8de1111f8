"""A synthetic conference of any size, for benchmarks and tests. Everything in it is made up; no mail is written."""

import datetime
import random
import uuid
from itertools import cycle, islice

from django.db import connection, transaction
from django.utils import timezone

from programme.models import Appearance, Conference, Organisation, Pool, Room, Session, Slot, Speaker, Track
from registration.demonstration.people import FIRST, LAST
from registration.models import Attendee, Registration, Submission

FIRST_HOUR, SESSION_HOURS, SESSION_MINUTES = 9, 7, 45
MOST_ROOMS = 12
BATCH = 1000
SUBJECTS = ["Sprache", "Arbeit", "Wohnen", "Gesundheit", "Schule", "Ehrenamt", "Recht", "Alter", "Stadt", "Verwaltung"]
ANGLES = [
    "{} für alle: was im Alltag hilft",
    "{} neu gedacht, Erfahrungen aus drei Städten",
    "Barrieren abbauen: {}",
    "Wer entscheidet mit? {} vor Ort",
    "{} in einfacher Sprache",
    "Gute Praxis: {} und Beteiligung",
    "{} nach der Ankunft",
]
SENTENCES = [
    "Wir zeigen an Beispielen aus der Praxis, was sich mit wenig Aufwand ändern lässt.",
    "Danach arbeiten wir in kleinen Gruppen an Fragen, die Sie mitbringen.",
    "Vorkenntnisse sind nicht nötig; Unterlagen gibt es im Anschluss.",
    "Im Mittelpunkt stehen Menschen, die selbst beraten, begleiten oder unterrichten.",
    "Wir fragen, welche Hürden bleiben und wer sie aus dem Weg räumen kann.",
    "Zwei Ämter berichten, wie sie ihre Wege zu den Menschen verkürzt haben.",
    "Am Ende steht eine Liste von Schritten, mit denen Sie morgen anfangen können.",
]
FORMATS = ["Vortrag", "Werkstatt", "Gespräch", "Podium"]
TARGET_GROUPS = ["Beratende", "Ehrenamtliche", "Lehrkräfte"]
TRACKS = ["Ankommen", "Mitreden", "Zusammen arbeiten", "Lernen"]


@transaction.atomic
def make(slug, *, sessions, speakers, registrations, seed=1):
    """Make a public conference with so many sessions, speakers and registrations, always the same; return it.

    Sessions fill rooms, then hours, then days, from eight weeks ahead. Each person has up to three registrations.
    """
    chance = random.Random(seed)  # noqa: S311 – nobody is to be surprised by it
    rooms_wanted = min(MOST_ROOMS, max(1, -(-sessions // 10)))
    days = max(1, -(-sessions // (rooms_wanted * SESSION_HOURS)))
    conference = _conference(slug, days)
    rooms = _all(Room(conference=conference, name={"de": f"Raum {number}"}, position=number, kind="on_site")
                 for number in range(1, rooms_wanted + 1))  # fmt: skip
    tracks = _all(
        Track(conference=conference, name={"de": name}, position=number) for number, name in enumerate(TRACKS)
    )
    hosts = _all(
        Organisation(conference=conference, name=f"{subject} e. V. {number}")
        for number, subject in zip(range(max(1, sessions // 8)), cycle(SUBJECTS), strict=False)
    )
    made = _all(_sessions(conference, tracks, hosts, sessions, chance))
    _all(_slots(conference, made, rooms))
    _all(_appearances(made, _all(_speakers(conference, hosts, speakers, chance))))
    Pool.objects.filter(session__conference=conference).update(capacity=max(20, 2 * registrations // max(1, sessions)))
    _register(conference, made, registrations)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE (SKIP_LOCKED)")
    return conference


def _conference(slug, days):
    starts_on = timezone.localdate() + datetime.timedelta(weeks=8)
    return Conference.objects.create(
        slug=slug,
        title={"de": "Beispieltagung", "en": "Sample conference"},
        theme={"de": "Alles ist ausgedacht", "en": "Everything is made up"},
        languages=["de", "en"],
        starts_on=starts_on,
        ends_on=starts_on + datetime.timedelta(days=days - 1),
        published_at=timezone.now(),
    )


def _all(objects):
    """Store objects of one model, and return them."""
    objects = list(objects)
    if objects:
        type(objects[0]).objects.bulk_create(objects, BATCH)
    return objects


def _sessions(conference, tracks, hosts, count, chance):
    for number in range(count):
        subject = SUBJECTS[number % len(SUBJECTS)]
        yield Session(
            conference=conference,
            title={"de": f"{ANGLES[number % len(ANGLES)].format(subject)} ({number + 1})"},
            abstract={"de": " ".join(chance.choices(SENTENCES, k=chance.randint(3, 8)))},
            format={"de": FORMATS[number % len(FORMATS)]},
            language="de" if number % 5 else "en",
            interpreted_into=["ar", "uk"] if number % 12 == 1 else [],
            aids=["captions", "sign_language"] if number % 15 == 2 else ["easy_language"] if number % 15 == 3 else [],
            target_group={"de": TARGET_GROUPS[number % 3]} if number % 6 == 4 else "",
            track=tracks[number % len(tracks)],
            host=chance.choice(hosts),
            status=Session.Status.REQUESTED if number % 9 == 0 else Session.Status.CONFIRMED,
        )


def _slots(conference, sessions, rooms):
    hours = [(day, hour) for day in range(366) for hour in range(FIRST_HOUR, FIRST_HOUR + SESSION_HOURS)]
    for number, session in enumerate(sessions):
        day, hour = hours[number // len(rooms)]
        date = conference.starts_on + datetime.timedelta(days=day)
        starts_at = datetime.datetime.combine(date, datetime.time(hour), conference.zone)
        ends_at = starts_at + datetime.timedelta(minutes=SESSION_MINUTES)
        room = rooms[number % len(rooms)]
        yield Slot(conference=conference, session=session, starts_at=starts_at, ends_at=ends_at, room=room)


def _names():
    """Yield names for ever; a number tells those apart that come again."""
    number = 0
    while True:
        yield f"{FIRST[number % len(FIRST)]} {LAST[(number // len(FIRST)) % len(LAST)]}"
        number += 1


def _speakers(conference, hosts, count, chance):
    for name in islice(_names(), count):
        biography = {"de": chance.choice(SENTENCES)}
        yield Speaker(conference=conference, name=name, organisation=chance.choice(hosts), biography=biography)


def _appearances(sessions, speakers):
    """Yield at least one person for each session, and each person at least once."""
    if not sessions or not speakers:
        return
    for number in range(max(len(sessions), len(speakers))):
        session, speaker = sessions[number % len(sessions)], speakers[number % len(speakers)]
        requested = session.status == Session.Status.REQUESTED
        status = Appearance.Status.REQUESTED if requested else Appearance.Status.CONFIRMED
        yield Appearance(session=session, speaker=speaker, status=status)


def _register(conference, sessions, count):
    """Let people register, each for up to three sessions, as if each had confirmed their address."""
    if not sessions:
        return
    now, each = timezone.now(), min(3, len(sessions))
    pools = dict(Pool.objects.filter(session__in=sessions, slot=None).values_list("session", "pk"))
    people = _all(
        Attendee(conference=conference, name=name, email=f"person{number}@example.org", email_confirmed_at=now)
        for number, name in enumerate(islice(_names(), -(-count // each)))
    )
    forms = _all(Submission(key=uuid.uuid4(), attendee=person, name=person.name, confirmed_at=now) for person in people)
    choices = ((form, sessions[(each * index + step) % len(sessions)])
               for index, form in enumerate(forms) for step in range(each))  # fmt: skip
    _all(
        Registration(
            attendee=form.attendee,
            session=session,
            pool_id=pools[session.pk],
            submission=form,
            status=Registration.Status.CONFIRMED,
        )
        for form, session in islice(choices, count)
    )
