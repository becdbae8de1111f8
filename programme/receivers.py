"""What the programme does when something happens in the mail."""

from django.dispatch import receiver

from programme import actions
from programme.exports.ical import slot_uid_of
from womconf.mail import tags
from womconf.mail.signals import calendar_declined


@receiver(calendar_declined)
def ask_speaker_who_declined(sender, kind, pk, uid, address, **kwargs):
    if kind == tags.SPEAKER:
        actions.ask_speaker_who_declined(pk, uid=slot_uid_of(uid), address=address)
