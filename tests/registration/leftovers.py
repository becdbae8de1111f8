"""What would be left of people without the triggers that take it along."""

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import connection

from programme import emails
from tests.factories import OrganiserFactory, SpeakerFactory
from womconf.mail.models import Message


def name_nobody_in_a_mail():
    emails.send_link(SpeakerFactory())
    Message.objects.update(speaker=None)


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
