"""Using a conference again: the next one begins with what organisers have written, and with nobody in it.

What comes along are texts and settings. People, what was written to them, secrets of that time (access links, codes for
registering) and what tells of the past (who was there, what was handed out, what was put off) stay where they are.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme import signals
from programme.actions.locks import lock_conference, lock_session, refusals, transition
from programme.codes import new_code
from programme.copies import Copies, moved
from programme.exceptions import NotInOurYears
from programme.models import Appearance, Conference, MailText, Organisation, Pool, Room, Session, Slot, Track
from programme.years import is_ours


class Piece(models.TextChoices):
    """What of a conference comes along if that is wanted; its texts and settings always do."""

    ROOMS = "rooms", _("Rooms")
    TRACKS = "tracks", _("Tracks")
    QUESTIONS = "questions", _("Questions of the registration form")
    MAIL_TEXTS = "mail_texts", _("Texts of e-mails")
    SESSIONS = "sessions", _("Sessions, as drafts without people")
    TIMES = "times", _("Times of the sessions, and breaks")


CONFERENCES = Copies(
    Conference,
    same=(
        "theme",
        "description",
        "time_zone",
        "languages",
        "host_name",
        "venue",
        "imprint",
        "contact",
        "accessibility",
        "contact_email",
        "privacy_notice",
        "overlaps",
        "join_minutes",
        "join_minutes_speakers",
        "join_test_link",
        "join_counts_as_presence",
        "reminder_time",
        "reminder_minutes",
        "asks_name",
        "asks_contact",
        "answer_reminders",
        "certificate_text",
        "thanks_time",
        "asks_feedback",
    ),
    new=("title", "slug", "starts_on", "ends_on", "registration_opens_at", "registration_closes_at"),
    left=("id", "calendar_uid", "published_at", "published_by", "is_example", "created_at"),
)
ROOMS = Copies(
    Room,
    same=("name", "kind", "capacity", "directions", "access", "position"),
    new=("conference",),
    left=("id", "code"),
)
TRACKS = Copies(Track, same=("name", "description", "position"), new=("conference",), left=("id", "code"))
HOSTS = Copies(Organisation, same=("name", "website", "description"), new=("conference",), left=("id", "code"))
MAIL_TEXTS = Copies(MailText, same=("kind", "subject", "opening", "closing"), new=("conference",))
SESSIONS = Copies(
    Session,
    same=("title", "abstract", "format", "language", "interpreted_into", "aids", "target_group", "email_domains"),
    new=("conference", "host", "track", "first_date", "registration_opens_at", "registration_closes_at", "access_code"),
    left=(
        "id",
        "code",
        # What people got to see and take home is of that time.
        "materials",
        "materials_url",
        "recording_url",
        # Who sees to it this time, and what was noted about it.
        "owner",
        "internal_note",
        "status",
        "was_announced",
        "status_at",
        "status_by",
        "cancelled_because",
        "alternative",
        "registered_until_cancelled",
        "created_at",
        "changed_at",
    ),
)
POOLS = Copies(
    Pool,
    same=("mode", "capacity", "kept_back"),
    new=("session", "slot", "code"),
    left=("id", "paused_at", "paused_by", "taken", "overbooked_by", "word"),
)
SLOTS = Copies(
    Slot,
    same=("kind", "title"),
    new=("conference", "session", "room", "starts_at", "ends_at"),
    left=("id", "holds_room", "uid", "revision", "changed_at"),
)
APPEARANCES = Copies(  # of a session at another time: who has a part in it is asked again
    Appearance,
    same=("speaker", "role", "position", "technical_needs"),
    new=("session",),
    left=(
        "id",
        "status",
        "status_at",
        "status_by",
        "status_note",
        "asked_at",
        "answer_by",
        "asking_words",
        "other_time_at",
        "created_at",
    ),
)
COPIES = [CONFERENCES, ROOMS, TRACKS, HOSTS, MAIL_TEXTS, SESSIONS, POOLS, SLOTS, APPEARANCES]


@transition
def clone_conference(conference, *, title, slug, starts_on, parts, by=None):
    """Make a new conference, which nobody sees yet, of one that is there; `parts` are the Pieces that come along.

    All times move by the days between the two first days, on the clock. Sessions that were cancelled stay behind. What
    other apps have comes along by the signal conference_cloned. Raises AddressIsTaken, NotInOurYears, RoomIsTaken.
    """
    source = lock_conference(conference)
    if not is_ours(starts_on.year):
        raise NotInOurYears
    with refusals():
        clone = _next(source, title=title, slug=slug, starts_on=starts_on)
        clone.save(force_insert=True)
        sessions = _Copy(source, clone, frozenset(parts)).make()
    signals.conference_cloned.send(Conference, source=source, conference=clone, parts=parts, sessions=sessions, by=by)
    return clone


@transition
def copy_session(session, *, by=None):
    """Make a draft of a session for a second date: its texts, places and people, who are still to be asked; no time.

    Nobody is registered for it. What other apps have comes along by the signal session_copied.
    """
    source = lock_session(session)
    copy = SESSIONS.of(source, **{name: getattr(source, name) for name in SESSIONS.new})
    copy.first_date_id = source.dates_key
    copy.save(force_insert=True)
    _give_places(Pool.objects.filter(session=source).order_by("pk"), {source.pk: copy}, {})
    theirs = source.appearances.taking_part().order_by("pk")
    Appearance.objects.bulk_create(APPEARANCES.of(row, session=copy) for row in theirs)
    signals.session_copied.send(Session, source=source, session=copy, by=by)
    return copy


def _next(source, *, title, slug, starts_on):
    distance = starts_on - source.starts_on
    opens_at, closes_at = moved(source.registration_opens_at, source.registration_closes_at, distance.days, source.zone)
    try:
        ends_on = source.ends_on + distance
    except OverflowError as error:
        raise NotInOurYears from error
    return CONFERENCES.of(
        source,
        title=title,
        slug=slug,
        starts_on=starts_on,
        ends_on=ends_on,
        registration_opens_at=opens_at,
        registration_closes_at=closes_at,
    )


class _Copy:
    """One pass through what a conference has; each kind in one statement, however many there are.

    What points to others is read before them: whatever is added meanwhile by somebody else is then no loose end.
    """

    def __init__(self, source, clone, parts):
        self.source, self.clone, self.parts = source, clone, parts
        self.days = (clone.starts_on - source.starts_on).days

    def make(self):
        """Store all rows. Return {key of a session of the source: the new Session}."""
        slots = self._rows(Slot, Piece.TIMES) if Piece.SESSIONS in self.parts else []
        old_sessions = [row for row in self._rows(Session, Piece.SESSIONS) if not row.is_cancelled]
        pools = list(Pool.objects.filter(session__in=old_sessions).order_by("pk"))
        hosts = Organisation.objects.filter(pk__in={row.host_id for row in old_sessions}).order_by("pk")
        rooms = self._stored(ROOMS, self._rows(Room, Piece.ROOMS))
        tracks = self._stored(TRACKS, self._rows(Track, Piece.TRACKS))
        self._stored(MAIL_TEXTS, self._rows(MailText, Piece.MAIL_TEXTS))
        sessions = self._sessions(old_sessions, self._stored(HOSTS, hosts), tracks)
        _give_places(pools, sessions, self._slots(slots, sessions, rooms))
        return sessions

    def _rows(self, model, piece):
        return list(model.objects.filter(conference=self.source).order_by("pk")) if piece in self.parts else []

    def _stored(self, copies, rows):
        """Return {key of a row: its copy}."""
        made = {row.pk: copies.of(row, conference=self.clone) for row in rows}
        copies.model.objects.bulk_create(made.values())
        return made

    def _sessions(self, rows, hosts, tracks):
        made = {}
        for row in rows:
            opens_at, closes_at = self._moved(row.registration_opens_at, row.registration_closes_at)
            made[row.pk] = SESSIONS.of(
                row,
                conference=self.clone,
                host=hosts.get(row.host_id),
                track=tracks.get(row.track_id),
                first_date=None,
                registration_opens_at=opens_at,
                registration_closes_at=closes_at,
                # Those who know the code of then know nothing of this one; it stays one that a code is needed for.
                access_code=new_code() if row.access_code else "",
            )
        Session.objects.bulk_create(made.values())
        further = [row for row in rows if row.first_date_id in made]
        for row in further:
            made[row.pk].first_date = made[row.first_date_id]
        Session.objects.bulk_update([made[row.pk] for row in further], ["first_date"])
        return made

    def _slots(self, rows, sessions, rooms):
        made = {}
        for row in rows:
            if row.session_id is None or row.session_id in sessions:
                starts_at, ends_at = self._moved(row.starts_at, row.ends_at)
                made[row.pk] = SLOTS.of(
                    row,
                    conference=self.clone,
                    session=sessions.get(row.session_id),
                    room=rooms.get(row.room_id),
                    starts_at=starts_at,
                    ends_at=ends_at,
                )
        Slot.objects.bulk_create(made.values())
        return made

    def _moved(self, starts_at, ends_at):
        return moved(starts_at, ends_at, self.days, self.source.zone)


def _give_places(rows, sessions, slots):
    """Give each session the places of its model: the database has made it one pool already, without a limit.

    After its slots: a session without a number of places takes that of its room, and here none was meant.
    """
    made = {pool.session_id: pool for pool in Pool.objects.filter(session__in=sessions.values())}
    further = []
    for row in rows:
        session = sessions[row.session_id]
        if row.slot_id is None and row.mode != Pool.Mode.ONLINE:
            for name in POOLS.same:
                setattr(made[session.pk], name, getattr(row, name))
        elif row.slot_id is None:
            further.append(POOLS.of(row, session=session, slot=None, code=None))
        elif row.slot_id in slots:
            further.append(POOLS.of(row, session=session, slot=slots[row.slot_id], code=new_code()))
    Pool.objects.bulk_update(made.values(), POOLS.same)
    Pool.objects.bulk_create(further)
