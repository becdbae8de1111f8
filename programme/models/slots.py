"""When and where something takes place."""

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Case, CharField, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.fields import TranslatedCharField
from programme.models.conference import Conference, check_same_conference
from programme.models.rooms import Room
from programme.periods import taken_until
from programme.triggers import same_conference
from programme.years import in_our_years, validate_year
from womconf.kept.triggers import announced

SHOWN_BY_CALENDARS = "starts_at", "ends_at", "room_id", "title", "kind", "session_id"
IS_CHANGED = " IS DISTINCT FROM ".join(
    f"({', '.join(f'{row}.{column}' for column in SHOWN_BY_CALENDARS)})" for row in ("OLD", "NEW")
)


def slot_period():
    """The time that a slot takes, in the database: start included, end not; without an end only its first moment."""
    bounds = Case(When(ends_at__isnull=True, then=Value("[]")), default=Value("[)"), output_field=CharField())
    return Func(
        F("starts_at"),
        Coalesce(F("ends_at"), F("starts_at")),
        bounds,
        function="tstzrange",
        output_field=DateTimeRangeField(),
    )


class SlotQuerySet(models.QuerySet):
    def breaks(self):
        return self.filter(session__isnull=True)

    def in_order(self):
        return self.order_by("starts_at", "room__position", "pk")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["uid", "revision", "changed_at"],
)
@announced()
class Slot(models.Model):
    """When and where a session, a follow-up of it, or a break takes place. Times are UTC."""

    class Kind(models.TextChoices):
        MAIN = "main", _("session")
        FOLLOW_UP = "follow_up", _("follow-up")
        BREAK = "break", _("break")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="slots"
    )
    session = models.ForeignKey(
        "Session", verbose_name=_("session"), null=True, blank=True, on_delete=models.CASCADE, related_name="slots"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MAIN, db_default=Kind.MAIN)
    title = TranslatedCharField(_("title"), blank=True, help_text=_("Of a break or a follow-up."))
    starts_at = models.DateTimeField(_("start"), validators=[validate_year])
    ends_at = models.DateTimeField(
        _("end"), null=True, blank=True, validators=[validate_year], help_text=_("Empty: the end is open.")
    )
    room = models.ForeignKey(
        Room, verbose_name=_("room"), null=True, blank=True, on_delete=models.SET_NULL, related_name="slots"
    )
    holds_room = models.BooleanField(default=True, db_default=True, editable=False)
    # The UID of its calendar entry, before the @: a trigger gives it and keeps it, and no other slot ever gets it.
    uid = models.TextField(unique=True, db_default="", editable=False)
    # SEQUENCE and DTSTAMP of that entry (RFC 5545, 3.8.7): triggers raise them with all that it shows.
    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    place = ""  # in a page or mail to one person: where they attend it, instead of the room (Session.place_instead)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="slot_ends_after_start",
                violation_error_message=_("The end must lie after the start."),
            ),
            in_our_years(moments=["starts_at", "ends_at"], name="slot_in_our_years"),
            models.CheckConstraint(
                condition=Q(kind="break", session__isnull=True)
                | Q(kind__in=["main", "follow_up"], session__isnull=False),
                name="slot_break_or_session",
                violation_error_message=_("A break belongs to no session; every other slot belongs to one."),
            ),
            ExclusionConstraint(
                name="slot_no_room_overlap",
                expressions=[("room", RangeOperators.EQUAL), (slot_period(), RangeOperators.OVERLAPS)],
                condition=Q(holds_room=True),
                # Checked at the end of each statement, not row by row: two sessions can swap their rooms.
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("This room is already taken at that time."),
            ),
        ]
        indexes = [models.Index(fields=["conference", "starts_at"], name="slot_conference_start")]
        triggers = [
            same_conference(
                "slot_same_conference",
                conference_id=None,
                session_id="programme_session",
                room_id="programme_room",
            ),
            pgtrigger.Trigger(
                name="slot_with_places_stays_follow_up",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("kind", "session_id"),
                condition=pgtrigger.AnyChange("kind", "session_id"),
                func="""
                    IF EXISTS (SELECT FROM programme_pool WHERE slot_id = NEW.id) THEN
                        RAISE EXCEPTION 'a follow-up with places of its own becomes something else'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'slot_with_places_stays_follow_up',
                                  TABLE = TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
            # A session without a number of places takes that of the room where it is put; organisers may change it.
            pgtrigger.Trigger(
                name="slot_brings_places_of_room",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("room_id"),
                condition=pgtrigger.Condition("NEW.kind = 'main' AND NEW.room_id IS NOT NULL"),
                func="""
                    UPDATE programme_pool SET capacity = room.capacity,
                        overbooked_by = greatest(0, taken - room.capacity)
                    FROM programme_room room
                    WHERE room.id = NEW.room_id AND room.capacity IS NOT NULL
                      AND session_id = NEW.session_id AND slot_id IS NULL AND mode IN ('', 'on_site')
                      AND programme_pool.capacity IS NULL;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="slot_of_cancelled_frees_room",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("session_id"),
                func="""
                    NEW.holds_room := NOT EXISTS (
                        SELECT FROM programme_session WHERE id = NEW.session_id AND status = 'cancelled');
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="slot_gets_uid",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.uid = ''"),
                func="""
                    NEW.uid := coalesce(
                        (SELECT code FROM programme_session WHERE id = NEW.session_id),
                        (SELECT slug FROM programme_conference WHERE id = NEW.conference_id), 'slot'
                    ) || '-' || right(gen_random_uuid()::text, 12);
                    RETURN NEW;
                """,
            ),
            # What was read earlier and is written back now lowers nothing either.
            pgtrigger.Trigger(
                name="slot_keeps_uid_and_raises_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    NEW.uid := OLD.uid;
                    NEW.revision := greatest(NEW.revision, OLD.revision);
                    NEW.changed_at := greatest(NEW.changed_at, OLD.changed_at);
                    IF {IS_CHANGED} THEN
                        NEW.revision := OLD.revision + 1;
                        NEW.changed_at := clock_timestamp();
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="slot_notes_change_at_session",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf(*SHOWN_BY_CALENDARS) | pgtrigger.Delete,
                func=f"""
                    IF TG_OP <> 'UPDATE' OR {IS_CHANGED} THEN
                        PERFORM FROM programme_session WHERE id IN (OLD.session_id, NEW.session_id)
                            ORDER BY id FOR NO KEY UPDATE;
                        UPDATE programme_session SET changed_at = clock_timestamp()
                        WHERE id IN (OLD.session_id, NEW.session_id);
                    END IF;
                    RETURN NULL;
                """,  # noqa: S608
            ),
        ]

    def __str__(self):
        start = self.starts_at.astimezone(self.conference.zone)
        return f"{start:%d.%m.%Y %H:%M}"

    def is_to_come(self, now):
        """Whether it has not begun; in a rehearsal nothing has."""
        return self.conference.is_rehearsal or self.starts_at > now

    @property
    def taken_until(self):
        return taken_until(self.starts_at, self.ends_at)

    @property
    def minutes(self):
        """How long it takes; None where its end is open."""
        return self.ends_at and int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def where(self):
        """Where the person attends it whom a page or a mail is for, else the room, else the house; "" without any."""
        if self.place or self.room:
            return self.place or str(self.room)
        return str(self.session.conference.venue) if self.session else ""

    @property
    def where_in_full(self):
        """The same for whoever has yet to find the way: a room with its house."""
        return self.place or self.room_in_house(self.session.conference)

    def room_in_house(self, conference):
        """Return the room and its house, once where they are called alike; "" where the place is open."""
        room = str(self.room) if self.room else ""
        house = "" if self.room and self.room.kind == self.room.Kind.ONLINE else str(conference.venue)
        return house if room and house.startswith(room) else ", ".join(filter(None, [room, house]))

    @property
    def label(self):
        """What stands beside the time of a follow-up; "" beside that of the session itself."""
        if self.kind == self.Kind.FOLLOW_UP:
            return str(self.title) or gettext("Follow-up")
        return str(self.title)

    def clean(self):
        if self.conference_id is None and self.session is not None:
            self.conference_id = self.session.conference_id
        check_same_conference(self.conference_id, room=self.room, session=self.session)
