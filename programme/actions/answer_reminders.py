"""Reminding speakers to answer, by the clock: some days before the day until which they are to answer.

When somebody was last asked is all that has to be remembered: a reminder is another request. So none goes out twice, a
night without a worker makes one of two, and who was asked by hand the day before is left alone.
"""

from django.db import connection
from django.utils import timezone

from programme.actions.locks import transition
from programme.models import Appearance
from programme.request_letters import Request, remind_speakers

# Each reminder is due at 8 in the morning of the conference. Rows that somebody else holds are left for the next time.
DUE = """
    SELECT a.id FROM programme_appearance a
    JOIN programme_speaker p ON p.id = a.speaker_id
    JOIN programme_session s ON s.id = a.session_id
    JOIN programme_conference c ON c.id = s.conference_id
    WHERE a.status = 'requested' AND a.other_time_at IS NULL AND p.email <> '' AND s.status <> 'cancelled'
      AND %(now)s < (a.answer_by + 1)::timestamp AT TIME ZONE c.time_zone
      AND NOT EXISTS (SELECT FROM programme_slot slot WHERE slot.session_id = s.id AND slot.starts_at <= %(now)s)
      AND EXISTS (SELECT FROM unnest(c.answer_reminders) AS days
                  WHERE (a.answer_by - days + time '08:00') AT TIME ZONE c.time_zone
                        BETWEEN a.asked_at + interval '20 hours' AND %(now)s)
    ORDER BY a.id FOR NO KEY UPDATE OF a SKIP LOCKED
"""


@transition
def remind_to_answer(now=None):
    """Remind those whose reminder is due, each by one mail of all that is. Return how many mails that is."""
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now})
        due = [pk for (pk,) in cursor.fetchall()]
    asked = list(Appearance.objects.select_related("speaker").filter(pk__in=due).order_by("pk"))
    Appearance.objects.filter(pk__in=due).update(asked_at=now)
    return remind_speakers([Request(appearance, asked_before=appearance.asked_at) for appearance in asked], now)
