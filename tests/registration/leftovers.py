"""What would be left of people without the triggers that take it along."""

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import connection

from registration import actions
from tests.factories import OrganiserFactory, RegistrationFactory, SpeakerFactory


def keep_mails():
    registration = RegistrationFactory()
    actions.cancel(registration)
    _without_triggers("DELETE FROM registration_registration; DELETE FROM registration_attendee")


def keep_history():
    SpeakerFactory()
    _without_triggers("DELETE FROM programme_speaker")


def name_somebody():
    LogEntry.objects.log_actions(OrganiserFactory().pk, [SpeakerFactory()], ADDITION)
    _without_triggers("UPDATE django_admin_log SET object_repr = 'Zita'")


def _without_triggers(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
