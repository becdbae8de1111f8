"""One function for each mail about the programme; each is called inside the action that it tells of."""

import hashlib
from dataclasses import asdict

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy

from programme.models import Slot
from womconf import links
from womconf.links import PersonalLink
from womconf.mail.actions import cancel, queue
from womconf.mail.models import Message
from womconf.mail.writing import name_kind

SPEAKER_PURPOSE = links.SPEAKER

name_kind("speaker", pgettext_lazy("kind of e-mail", "request or link, to speakers"))
name_kind("notice", pgettext_lazy("kind of e-mail", "answer of a speaker, to organisers"))


def speaker_link(speaker):
    with translation.override(speaker.language):
        return PersonalLink(SPEAKER_PURPOSE, speaker.code, speaker.link_version, reverse("speaker:home"))


def ask_speaker(appearance, *, asked_before=None):
    """Ask a speaker to take part; `asked_before` is when the same request went out already, and makes it a reminder."""
    session = appearance.session
    return _write_to_speaker(
        "ask",
        appearance.speaker,
        key=f"ask:{appearance.pk}:{appearance.asked_at.isoformat()}",
        appearance=appearance,
        session=session,
        slots=list(session.slots.exclude(kind=Slot.Kind.BREAK).select_related("room").in_order()),
        asked_before=asked_before,
    )


def send_link(speaker):
    """Send a speaker their personal link again, in each hour once to an address. Return whether it is sent now."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    address = hashlib.sha256(speaker.email.encode()).hexdigest()[:16]
    key = f"speaker-link:{speaker.pk}:{speaker.link_version}:{hour}:{address}"
    if Message.objects.filter(key=key).exists():
        return False
    _write_to_speaker("link", speaker, key=key)
    return True


def readdress(speaker):
    """Have what waits for a speaker go to their address of now, with a link that works; without an address, nowhere.

    Only what is being sent at this moment leaves as it is.
    """
    waiting = Message.objects.filter(kind="speaker", facts__speaker=speaker.pk).not_under_way()
    if not speaker.email:
        for message in waiting.exclude(status=Message.Status.SENDING):
            cancel(message)
        return
    waiting.update(to=speaker.email, links=[asdict(speaker_link(speaker))])


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
            "address": settings.BASE_URL + _page_in_the_admin(appearance.session, conference.interface_language),
        },
        kind="notice",
        facts={"speaker": appearance.speaker_id},
        key=f"answer:{appearance.pk}:{appearance.status_at.isoformat()}",
    )


def _page_in_the_admin(session, language):
    with translation.override(language):
        return reverse("admin:programme_session_change", args=[session.pk])


def _write_to_speaker(template, speaker, *, key, **context):
    conference = speaker.conference
    with timezone.override(conference.zone):
        return queue(
            f"programme/{template}",
            to=speaker.email,
            language=speaker.language,
            context={"speaker": speaker, "conference": conference, **context},
            kind="speaker",
            facts={"speaker": speaker.pk},
            key=key,
            links={"link": speaker_link(speaker)},
            reply_to=conference.contact_email,
            sender=conference.title.localize(speaker.language),
        )
