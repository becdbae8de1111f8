"""What speakers were told, and what is true of them."""

from collections import defaultdict
from types import MappingProxyType

from django.db.models import Q
from django.utils import translation
from django.utils.translation import ngettext

from programme.models import Appearance, Part, Slot, Speaker, ToldToSpeaker
from programme.telling.audiences import Audience
from programme.telling.changes import Said
from programme.telling.reminders import Occasion

# Each slot of the sessions that somebody is asked for or agreed to, beside what they were told of it, where the two may
# differ. Whoever was not asked yet expects nothing, and whoever agreed before we wrote to them expects to hear of it
# once it is public. Whoever declined knows that they have no part in it. That a session is cancelled hears whoever had
# agreed, even if nobody told them of it before.
MAY_DIFFER = """
    WITH is_true AS (
        SELECT a.speaker_id, slot.id AS slot_id, slot.uid, slot.revision,
            CASE WHEN bool_or(a.status = 'confirmed') THEN 'speaking' ELSE 'requested' END AS part,
            bool_or(a.asked_at IS NOT NULL OR
                    a.status = 'confirmed' AND s.was_announced AND c.published_at IS NOT NULL) AS is_expected
        FROM programme_appearance a
        JOIN programme_session s ON s.id = a.session_id
        JOIN programme_conference c ON c.id = s.conference_id
        JOIN programme_slot slot ON slot.session_id = s.id
        WHERE s.conference_id = %(conference)s AND s.status <> 'cancelled' AND a.status IN ('requested', 'confirmed')
          AND (%(person)s::bigint IS NULL OR a.speaker_id = %(person)s)
          AND (%(sessions)s::bigint[] IS NULL OR s.id = ANY(%(sessions)s))
        GROUP BY a.speaker_id, slot.id
    ), told AS (
        SELECT told.*, coalesce(m.status IN ('failed', 'cancelled') OR m.bounced_at IS NOT NULL, false) AS is_lost
        FROM programme_toldtospeaker told JOIN programme_speaker p ON p.id = told.speaker_id
        LEFT JOIN mail_message m ON m.id = told.message_id
        WHERE p.conference_id = %(conference)s AND (%(person)s::bigint IS NULL OR told.speaker_id = %(person)s)
          AND (%(sessions)s::bigint[] IS NULL OR told.session_id = ANY(%(sessions)s))
          AND (told.part <> 'none' OR m.status IN ('failed', 'cancelled') OR m.bounced_at IS NOT NULL)
          AND (EXISTS (SELECT FROM programme_appearance a WHERE (a.speaker_id, a.session_id) =
                  (told.speaker_id, told.session_id) AND a.status IN ('requested', 'confirmed'))
               OR NOT EXISTS (SELECT FROM programme_appearance a WHERE (a.speaker_id, a.session_id) =
                  (told.speaker_id, told.session_id) AND a.status = 'declined'))
    ), never_told AS (
        SELECT a.speaker_id, slot.id AS slot_id
        FROM programme_appearance a
        JOIN programme_session s ON s.id = a.session_id
        JOIN programme_conference c ON c.id = s.conference_id
        JOIN programme_slot slot ON slot.session_id = s.id
        WHERE s.conference_id = %(conference)s AND s.status = 'cancelled' AND a.status = 'confirmed'
          AND (a.asked_at IS NOT NULL OR s.was_announced AND c.published_at IS NOT NULL)
          AND (%(person)s::bigint IS NULL OR a.speaker_id = %(person)s)
          AND (%(sessions)s::bigint[] IS NULL OR s.id = ANY(%(sessions)s))
          AND NOT EXISTS (SELECT FROM programme_toldtospeaker t WHERE (t.speaker_id, t.uid) = (a.speaker_id, slot.uid))
        GROUP BY a.speaker_id, slot.id
    )
    SELECT coalesce(is_true.speaker_id, told.speaker_id), is_true.slot_id, is_true.part, told.id,
        coalesce(told.is_lost, false)
    FROM is_true FULL JOIN told ON (told.speaker_id, told.uid) = (is_true.speaker_id, is_true.uid)
    WHERE told.id IS NULL AND is_true.is_expected OR is_true.slot_id IS NULL OR told.is_lost
       OR (told.part, told.revision) IS DISTINCT FROM (is_true.part, is_true.revision) AND told.id IS NOT NULL
    UNION ALL
    SELECT speaker_id, slot_id, 'speaking', NULL, false FROM never_told
    ORDER BY 1, 2, 4
"""
REMINDED = """
    SELECT DISTINCT a.speaker_id AS person_id, given.slot_id, given.uid, given.starts_at, given.moment
    FROM given JOIN programme_appearance a ON a.session_id = given.session_id AND a.status = 'confirmed'
    JOIN programme_speaker p ON p.id = a.speaker_id AND p.email <> '' AND p.wants_reminders
"""
PART = {  # what counts most stands first
    Appearance.Status.CONFIRMED: Part.SPEAKING,
    Appearance.Status.REQUESTED: Part.REQUESTED,
}


def appearances_in(facts):
    """Return the keys of the appearances that a noted mail is about: a request may ask for several."""
    return [each["appearance"] for each in facts.get("requests", [facts]) if "appearance" in each]


class Speakers(Audience):
    told = ToldToSpeaker
    person = "speaker"
    kind = "speaker-changes"
    kinds = ("ask-speaker", "remind-speaker", "speaker-receipt", kind)
    may_differ = MAY_DIFFER
    reminders = MappingProxyType({Occasion.EVENING: "speaker-evening", Occasion.SOON: "speaker-soon"})
    leading_in = tuple(reminders.values())
    reminded = REMINDED

    def counted(self, number):
        return ngettext("%d speaker", "%d speakers", number) % number

    def pools_of(self, slot, session, *, is_online):
        return [None] if slot in session.online_slots or not is_online else []

    def told_by(self, messages):
        appearances = {message.pk: appearances_in(message.facts) for message in messages}
        found = Appearance.objects.filter(pk__in={pk for theirs in appearances.values() for pk in theirs})
        told = defaultdict(set)
        for appearance, session, slot in found.values_list("pk", "session", "session__slots"):
            told[appearance] |= {(session, slot), (session, None)}
        by_message = {pk: set().union(*(told[each] for each in theirs)) for pk, theirs in appearances.items()}
        return {pk: said for pk, said in by_message.items() if said}

    def part_in(self, session, speaker):
        """Return the Part of a speaker in a session, whatever roles they have there; None: they have none."""
        theirs = Appearance.objects.filter(session=session, speaker=speaker)
        statuses = set(theirs.values_list("status", flat=True))
        return next((part for status, part in PART.items() if status in statuses), None)

    def who_hear_of_cancellation(self, sessions):
        """Return those who hear that some sessions are cancelled: as they were told, or because they agreed."""
        told = Q(told__session__in=sessions, told__part__in=[Part.REQUESTED, Part.SPEAKING])
        agreed = Appearance.objects.filter(
            Q(asked_at__isnull=False) | Q(session__was_announced=True, session__conference__published_at__isnull=False),
            session__in=Slot.objects.filter(session__in=sessions).values("session"),
            status=Appearance.Status.CONFIRMED,
        )
        found = Speaker.objects.filter(told | Q(pk__in=agreed.order_by().values("speaker")))
        return list(found.distinct().order_by("pk"))

    def said_of(self, appearance):
        """Return what a mail about an appearance says of each slot of its session, in the active language."""
        slots = list(appearance.session.slots.select_related("session", "room"))
        part = self.part_in(appearance.session_id, appearance.speaker_id)
        said = [Said.of(slot, part) for slot in slots] if part and not appearance.session.is_cancelled else []
        told = self.told.objects.filter(speaker=appearance.speaker_id, session=appearance.session_id)
        gone = set(told.exclude(part=Part.NONE).values_list("uid", flat=True)) - {each.uid for each in said}
        return [*said, *(Said(uid) for uid in gone)]

    def note_as_said(self, appearance, *, organiser, words):
        """Write down that somebody who has agreed knows what is true of the session; `words` say how."""
        speaker = appearance.speaker
        with translation.override(speaker.language):
            said = self.said_of(appearance)
        self.note(speaker.pk, self.numbered(speaker.pk, said), organiser=organiser, words=words)


SPEAKERS = Speakers()
