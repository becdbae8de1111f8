"""Speakers as people: their links, and how they leave."""

from django.utils import timezone

from programme import emails
from programme.actions.locks import lock_session, lock_speaker, transition
from programme.actions.sessions import settle_session
from programme.exceptions import SentAMomentAgo, SpeakerHasNoAddress
from programme.letters import fold
from programme.models import (
    Appearance,
    ImportedItem,
    Organisation,
    Part,
    Picture,
    Session,
    Slot,
    Speaker,
    ToldToSpeaker,
)

# What speakers say of themselves; it is public at once.
DESCRIBED = {"position", "organisation", "biography", "website"}


@transition
def remove_speaker(speaker, *, by):
    """Delete a person with all their appearances and mails; the sessions' statuses follow."""
    sessions = list(Session.objects.filter(appearances__speaker=speaker).order_by("pk").distinct())
    for session in sessions:
        lock_session(session)
    speaker = lock_speaker(speaker)
    ImportedItem.objects.forget_who_appears(speaker)
    speaker.delete()
    for session in sessions:
        settle_session(session, by=by)


@transition
def send_speaker_link(speaker, *, by=None):
    """Send a speaker their personal link again. Raises SpeakerHasNoAddress, SentAMomentAgo."""
    speaker = lock_speaker(speaker)
    if not speaker.email:
        raise SpeakerHasNoAddress
    if not emails.send_link(speaker):
        raise SentAMomentAgo
    return speaker


@transition
def revoke_speaker_link(speaker, *, by):
    """Make every personal link that a speaker was sent useless, because it reached somebody else.

    What has not left yet leaves with the new link, and to the address that they have now.
    """
    speaker = lock_speaker(speaker)
    speaker.link_version += 1
    speaker.save(update_fields=["link_version"])
    emails.readdress(speaker)
    return speaker


@transition
def ask_speaker_who_declined(speaker, *, uid, address):
    """Ask a speaker (a key) whose calendar declines a slot (its uid) whether they do not come, and tell the organisers.

    Only somebody with this address who has agreed to take part in what is still to come, and once for each invitation
    that they were sent. Their answer stands. Return whether a question leaves.
    """
    speaker = Speaker.objects.exclude(email="").filter(pk=speaker, email=address).select_for_update(no_key=True).first()
    if speaker is None:
        return False
    told = ToldToSpeaker.objects.filter(speaker=speaker, uid=uid, part=Part.SPEAKING).first()
    slot = Slot.objects.select_related("conference", "session").filter(uid=uid, session__isnull=False).first()
    if told is None or slot is None or slot.session.is_cancelled or not slot.is_to_come(timezone.now()):
        return False
    theirs = speaker.appearances.filter(session=slot.session_id, status=Appearance.Status.CONFIRMED)
    appearance = theirs.order_by("pk").first()
    return appearance is not None and emails.ask_speaker_who_declined(appearance, told)


@transition
def describe_speaker(speaker, **changes):
    """Store some of what a speaker says of themselves. Nothing else of the row is written.

    `organisation` is a name: that of one which the conference knows, else of a new one; "": none.
    """
    if foreign := changes.keys() - DESCRIBED:
        raise TypeError(f"describe_speaker() does not write {sorted(foreign)}")
    speaker = lock_speaker(speaker)
    if "organisation" in changes:
        changes["organisation"] = _organisation(speaker.conference, changes["organisation"])
    for name, value in changes.items():
        setattr(speaker, name, value)
    speaker.save(update_fields=list(changes))
    return speaker


def _organisation(conference, name):
    """Return the organisation of a name, however its letters and spaces are written; a new one where there is none."""
    key = _folded(name)
    if not key:
        return None
    known = Organisation.objects.filter(conference=conference).order_by("pk")
    found = next((each for each in known if _folded(each.name) == key), None)
    return found or Organisation.objects.get_or_create(conference=conference, name=" ".join(name.split()))[0]


def _folded(name):
    return " ".join(fold(name).split())


@transition
def set_picture(speaker, portrait, *, by, credit=""):
    """Show this picture of a speaker in place of any before. `portrait` is what programme.pictures.read() returns."""
    speaker = lock_speaker(speaker)
    drawn = {"content": portrait.content, "width": portrait.width, "height": portrait.height}
    Picture.objects.update_or_create(speaker=speaker, defaults=drawn | {"credit": credit})


@transition
def remove_picture(speaker, *, by):
    """Show a speaker without a picture; its bytes are deleted."""
    Picture.objects.filter(speaker=lock_speaker(speaker)).delete()


@transition
def credit_picture(speaker, *, credit, by):
    """Say publicly who took the picture of a speaker."""
    Picture.objects.filter(speaker=lock_speaker(speaker)).update(credit=credit)
