"""The organisers' start page and lists with 2,000 sessions and 110,000 registrations: each list, search, filter, order,
deep page and page of one row.

Must: 0.5 s each. `make bench ONLY=lists`; LISTS_REGISTRATIONS sets how many there are.
"""

import os
import time
from datetime import datetime, timedelta

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programme.models import Appearance, Conference, Room, Session, Slot, Speaker

REGISTRATIONS = int(os.environ.get("LISTS_REGISTRATIONS", "110000"))
SESSIONS = 2000
SPEAKERS = 1000
WAITING = 0.1  # of all wait for the first session
MUST_SECONDS = 0.5
SEARCHED = ["register", "müller", "person4711@example.org", "veranstaltung 7", "nobody at all"]

# Straight into the tables: what the triggers would do is done here, once for all.
FILL = """
    SET session_replication_role = replica;
    INSERT INTO registration_attendee
        (conference_id, code, checkin_code, name, email, organisation, language, new_email, created_at,
         email_confirmed_at)
    SELECT %(conference)s, 'x' || number, translate(upper(left(md5(number::text), 16)), '0189', 'GHIJ'),
        (ARRAY['Anna', 'Bernd', 'Çağla', 'Dörte'])[1 + number %% 4] || ' '
        || (ARRAY['Müller', 'Schmidt', 'Öztürk', 'Weber', 'Őry'])[1 + number %% 5] || ' ' || number,
        'person' || number || '@example.org', 'Amt ' || number %% 50, 'de', '', now() - number * interval '1 second',
        CASE WHEN number %% 20 > 0 THEN now() END
    FROM generate_series(1, %(people)s) number;
    INSERT INTO registration_registration
        (attendee_id, pool_id, session_id, status, status_at, created_at, held_until)
    SELECT attendee.id, pool.id, pool.session_id, status, now(), attendee.created_at, NULL
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS number FROM registration_attendee) attendee
    CROSS JOIN LATERAL (
        SELECT CASE WHEN number <= %(waiting)s THEN 'waiting' WHEN number %% 10 = 0 THEN 'cancelled' ELSE 'confirmed'
               END AS status, (ARRAY(SELECT id FROM programme_session ORDER BY id))
                   [CASE WHEN number <= %(waiting)s THEN 1 ELSE 2 + number %% (%(sessions)s - 1) END] AS session_id
    ) choice
    JOIN programme_pool pool ON pool.session_id = choice.session_id;
    INSERT INTO registration_toldtoattendee
        (attendee_id, slot_id, session_id, uid, revision, sequence, part, title, starts_at, room, status, by, note,
         told_at)
    SELECT r.attendee_id, slot.id, slot.session_id, slot.uid, slot.revision, 0,
        CASE r.status WHEN 'waiting' THEN 'waiting' ELSE 'attending' END, '', slot.starts_at, '', '', 'mail', '', now()
    FROM registration_registration r JOIN programme_slot slot ON slot.session_id = r.session_id
    WHERE r.status IN ('confirmed', 'waiting');
    INSERT INTO programme_toldtospeaker
        (speaker_id, slot_id, session_id, uid, revision, sequence, part, title, starts_at, room, status, by, note,
         told_at)
    SELECT appearance.speaker_id, slot.id, slot.session_id, slot.uid, slot.revision, 0,
        CASE appearance.status WHEN 'confirmed' THEN 'speaking' ELSE 'requested' END, '', slot.starts_at, '', '',
        'mail', '', now()
    FROM programme_appearance appearance JOIN programme_slot slot ON slot.session_id = appearance.session_id;
    UPDATE programme_pool SET taken = (SELECT count(*) FROM registration_registration r
        WHERE r.pool_id = programme_pool.id AND r.status IN ('pending', 'confirmed'));
    SET session_replication_role = DEFAULT;
"""

PROGRAMME = [
    ("session", ""),
    ("session", "?p=40"),
    ("session", "?q=veranstaltung 7"),
    ("session", "?lacking=double-booked"),
    ("session", "?lacking=abstract"),
    ("speaker", ""),
    ("speaker", "?q=referentin 7"),
    ("appearance", "?request=unasked"),
]


def run(_server=None):
    _fill()
    organiser = get_user_model().objects.create_superuser("organiser", password="benchmark")  # noqa: S106
    with override_settings(ALLOWED_HOSTS=["*"], REQUIRE_SECOND_FACTOR=False, SECURE_SSL_REDIRECT=False):
        browser = Client()
        browser.force_login(organiser)
        browser.get(reverse("admin:index"))
        slow = _measure(browser, "start page", reverse("admin:index"))
        for model, query in PROGRAMME:
            address = reverse(f"admin:programme_{model}_changelist") + query
            slow += _measure(browser, f"{model} {query}", address)
        conference = Conference.objects.get(slug="lists")
        timetable = reverse("admin:programme_timetable", args=[conference.pk])
        for day in (conference.starts_on, conference.ends_on):
            slow += _measure(browser, f"timetable of {day}", f"{timetable}?day={day}")
        slow += _measure(browser, "numbers of a move", _numbers(timetable))
        for model in ("registration", "attendee"):
            for what, query in _lists(model):
                slow += _measure(browser, f"{model}: {what}", reverse(f"admin:registration_{model}_changelist") + query)
            row = admin.site.get_model_admin(_model(model)).model.objects.latest("pk")
            slow += _measure(browser, f"{model}: one", reverse(f"admin:registration_{model}_change", args=[row.pk]))
    print(f"{slow} pages took longer than {MUST_SECONDS} s")


def _numbers(timetable):
    """Return the address that says what it would hurt if a session took place an hour later."""
    slot = Slot.objects.latest("pk")
    moment = timezone.localtime(slot.starts_at + timedelta(hours=1))
    query = f"starts_at_0={moment:%Y-%m-%d}&starts_at_1={moment:%H:%M}&minutes=60&room={slot.room_id}"
    return f"{timetable}slot-{slot.pk}/numbers/?{query}"


def _model(name):
    from django.apps import apps

    return apps.get_model("registration", name)


def _lists(model):
    """Yield (what it is, query) of each list."""
    yield "list", ""
    last = REGISTRATIONS // 50
    for page in (100, last // 2, last):
        yield f"page {page}", f"?p={page}"
    for word in SEARCHED:
        yield f"search {word!r}", f"?q={word}"
    for column in range(1, 6):
        yield f"ordered by column {column}", f"?o={column}"
        yield f"ordered by column -{column}, page {last // 2}", f"?o=-{column}&p={last // 2}"
    if model == "registration":
        first = Session.objects.earliest("pk")
        conference = f"session__conference__id__exact={first.conference_id}"
        today = timezone.localdate()
        yield "waiting", "?status__exact=waiting"
        yield "waiting, page 100", "?status__exact=waiting&p=100"
        yield (
            "waiting for a session, last page",
            f"?{conference}&session={first.pk}&p={int(REGISTRATIONS * WAITING) // 50}",
        )
        yield "conference", f"?{conference}"
        yield "conference, cancelled", f"?{conference}&status__exact=cancelled"
        yield "day", f"?created_at__year={today.year}&created_at__month={today.month}&created_at__day={today.day}"
        yield "search within waiting", "?status__exact=waiting&q=müller"
    else:
        yield "not confirmed", "?email_confirmed_at__isempty=1"
        yield "search an organisation", "?q=Amt 7"


def _measure(browser, what, address):
    """Print how long the page takes, the better of two; return 1 where that is too long."""
    seconds = []
    for _look in range(2):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(address)
        seconds.append(time.perf_counter() - began)
        assert response.status_code == 200, (address, response.status_code)
    is_slow, slowest = min(seconds) > MUST_SECONDS, max(float(query["time"]) for query in queries)
    mark = "SLOW" if is_slow else "    "
    print(f"    {min(seconds):5.2f} s {mark} {len(queries):3} statements, slowest {slowest:.2f} s  {what}", flush=True)
    if os.environ.get("LISTS_TELL"):
        for query in queries:
            print("        ", query["time"], query["sql"][:3000])
    return is_slow


def _fill():
    began = time.perf_counter()
    tomorrow = timezone.localdate() + timedelta(days=1)
    conference = Conference.objects.create(
        slug="lists",
        title="Listen",
        starts_on=tomorrow,
        ends_on=tomorrow + timedelta(days=1),
        published_at=timezone.now(),
    )
    _fill_programme(conference)
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            {
                "conference": conference.pk,
                "people": REGISTRATIONS,
                "waiting": int(REGISTRATIONS * WAITING),
                "sessions": SESSIONS,
            },
        )
        cursor.execute("ANALYZE")
    print(f"    {REGISTRATIONS} registrations made in {time.perf_counter() - began:.0f} s", flush=True)


def _fill_programme(conference):
    """Make sessions on two days with twenty hours and fifty rooms each, and speakers, of whom some are still asked."""
    titles = [f"Veranstaltung {number}" for number in range(SESSIONS)]
    made = {"conference": conference, "status": "confirmed", "was_announced": True}
    sessions = Session.objects.bulk_create(Session(title=title, **made) for title in titles)
    people = [Speaker(conference=conference, name=f"Referentin {number}") for number in range(SPEAKERS)]
    people = Speaker.objects.bulk_create(people)
    first = datetime.combine(conference.starts_on, datetime.min.time(), conference.zone)
    hour = timedelta(hours=1)
    begins = [first + timedelta(days=number // 20 % 2) + (2 + number % 20) * hour for number in range(SESSIONS)]
    rooms = Room.objects.bulk_create(
        Room(conference=conference, name=f"Raum {number}", position=number) for number in range(SESSIONS // 40)
    )
    Slot.objects.bulk_create(
        Slot(conference=conference, session=session, starts_at=at, ends_at=at + hour, room=rooms[number // 40])
        for number, (session, at) in enumerate(zip(sessions, begins, strict=True))
    )
    Appearance.objects.bulk_create(
        Appearance(
            session=session, speaker=people[number % SPEAKERS], status="requested" if number % 3 else "confirmed"
        )
        for number, session in enumerate(sessions)
    )
