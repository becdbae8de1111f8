"""What each run of the machine ends with: the evening before comes, and everybody with a place is reminded, once."""

import datetime
from collections import Counter

import time_machine
from django.db import transaction

from programme import actions
from programme.models import Part
from registration.models import ToldToAttendee
from tests.registration.entries import ELEVEN, TEN
from tests.registration.post import deliver
from womconf.mail.models import Message

MINUTE = datetime.timedelta(minutes=1)


class ComesTheEvening:
    def let_the_evening_come(self):
        """Look a minute before the first session who was reminded of what; afterwards it is today again."""
        expected = self.places_by_the_model()
        with transaction.atomic():
            send_what_waits()
            with time_machine.travel(self.at(TEN) - MINUTE):
                for _round in range(4):
                    actions.remind()
                    send_what_waits()
                reminders = Message.objects.filter(kind__in=["evening", "soon"]).select_related("attendee")
                assert set(reminders.values_list("status", flat=True)) <= {"sent"}
                found = Counter((mail.attendee.email, slot) for mail in reminders for slot in mail.facts["starts"])
                # A reminder also says what the person was not told yet: nobody is reminded of that once more.
                told = ToldToAttendee.objects.filter(message__in=reminders, part=Part.ATTENDING)
                told = {(email, str(slot)) for email, slot in told.values_list("attendee__email", "slot")}
            transaction.set_rollback(True)
        assert found <= expected
        assert set(found) | told == set(expected)
        self.done["let_the_evening_come"] += bool(found)

    def places_by_the_model(self):
        """Return {(address, key of a slot): 1} of the places that people have then."""
        numbers = {session: number for number, session in enumerate(self.model.sessions)}
        entries = [entry for entry in self.model.of(status={"confirmed"}) if entry.person.address]
        return Counter(
            (entry.person.address, str(self.slots[-1 if entry.pool.is_follow_up else numbers[entry.pool.session]].pk))
            for entry in entries
            if entry.pool.hour in {TEN, ELEVEN}
        )


def send_what_waits():
    deliver(Message.objects.filter(status="queued").order_by("pk"))
