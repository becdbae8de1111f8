"""One function for each mail about the programme; each is called inside the action that it tells of."""

from django.utils import timezone

from programme.models import Slot
from womconf.links import PersonalLink
from womconf.mail.actions import queue

SPEAKER_PURPOSE = "speaker"


def speaker_link(speaker):
    return PersonalLink(SPEAKER_PURPOSE, speaker.code, speaker.link_version, "/speaker/")


def ask_speaker(appearance):
    speaker, session = appearance.speaker, appearance.session
    with timezone.override(session.conference.zone):
        return queue(
            "programme/ask",
            to=speaker.email,
            language=speaker.language,
            context={
                "appearance": appearance,
                "speaker": speaker,
                "session": session,
                "conference": session.conference,
                "slots": list(session.slots.exclude(kind=Slot.Kind.BREAK).select_related("room").in_order()),
            },
            kind="speaker",
            key=f"ask:{appearance.pk}:{appearance.asked_at.isoformat()}",
            links={"link": speaker_link(speaker)},
            reply_to=session.conference.contact_email,
        )


def tell_organisers_of_answer(appearance):
    """Tell the contact address of the conference what somebody answered; without one, the admin shows it."""
    conference = appearance.session.conference
    if not conference.contact_email:
        return None
    return queue(
        "programme/answer",
        to=conference.contact_email,
        language=conference.interface_language,
        context={
            "appearance": appearance,
            "speaker": appearance.speaker,
            "session": appearance.session,
            "conference": conference,
        },
        kind="notice",
        key=f"answer:{appearance.pk}:{appearance.status_at.isoformat()}",
    )
