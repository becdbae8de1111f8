"""What the mails to speakers, and about them, are made of: their links, the noted facts, the Letters of the worker."""

from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from programme.exports import invitations
from programme.models import Appearance, MailText, Speaker
from programme.models.mail_texts import values
from programme.telling import SPEAKERS
from womconf import links
from womconf.links import PersonalLink
from womconf.mail.actions import Letter, note
from womconf.mail.models import Message
from womconf.mail.rendering import placeholder
from womconf.mail.writing import OwnWords, own_words

SPEAKER_PURPOSE = links.SPEAKER


@own_words
def words_of_organisers(conference, kind, language):
    text = MailText.objects.filter(conference=conference, kind=kind).first()
    return text.in_language(language) if text else OwnWords()


def speaker_link(speaker):
    with translation.override(speaker.language):
        return PersonalLink(SPEAKER_PURPOSE, speaker.code, speaker.link_version, reverse("speaker:home"))


def join_link(speaker, session):
    """Return the address by which a speaker gets into an online session."""
    with translation.override(speaker.language):
        path = reverse("speaker:join", args=[session.code])
    return PersonalLink(links.JOIN_SPEAKER + session.code, speaker.code, speaker.link_version, path)


def reminders_link(speaker):
    """Return the address where a speaker switches their reminders off, and on again."""
    with translation.override(speaker.language):
        path = reverse("speaker:reminders")
    return PersonalLink(links.REMINDERS_SPEAKER, speaker.code, speaker.link_version, path)


def message_to_speaker(kind, speaker, *, key, **facts):
    return Message(
        kind=kind,
        to=speaker.email,
        language=speaker.language,
        conference_id=speaker.conference_id,
        speaker=speaker,
        key=key,
        facts=facts,
    )


def letter_to_speaker(
    template, speaker, *, named=(), said_of=None, said=(), known=(), links=None, on_written=None, **context
):
    """Return the Letter to a speaker, at their address and with their link as both are now; None without an address.

    `named`: the sessions that it is about, where that is not the one of the context. `said_of`: the appearance of which
    they know all that is true, once it is written; `said`: what else it says; `known`: what it says once more. `links`
    come after that to their page. `on_written`: of a mail that says nothing of slots.
    """
    speaker = Speaker.objects.select_related("conference").get(pk=speaker)
    conference = speaker.conference
    if not speaker.email:
        return None
    said = SPEAKERS.numbered(speaker.pk, [*said, *(SPEAKERS.said_of(said_of) if said_of else ())])
    links = {"link": speaker_link(speaker), **(links or {})}
    attachments = invitations.attachments(said, speaker, way_in=_ways_in(speaker, links))
    named = named or ([context["session"]] if "session" in context else [])
    about = {"session": ", ".join(dict.fromkeys(str(session.title) for session in named))} if named else {}
    said += SPEAKERS.numbered(speaker.pk, known)
    return Letter(
        f"programme/{template}",
        to=speaker.email,
        context={"speaker": speaker, "conference": conference, "has_calendar": bool(attachments), **context},
        attachments=attachments,
        on_written=partial(_note, said=said) if said else on_written,
        zone=conference.zone,
        values=values(conference, name=speaker.full_name, **about),
        links=links,
        reply_to=conference.contact_email,
        sender=conference.title.localize(speaker.language),
    )


def _ways_in(speaker, links):
    """Return the function that gives, of a slot, the placeholder for the way into it of a speaker who takes part."""
    agreed = speaker.appearances.filter(status=Appearance.Status.CONFIRMED)
    sessions = set(agreed.values_list("session", flat=True))

    def way_in(slot):
        if slot.session_id not in sessions or slot not in slot.session.online_slots:
            return None
        name = f"join-{slot.uid}"
        links.setdefault(name, join_link(speaker, slot.session))
        return placeholder(list(links).index(name))

    return way_in


def _note(message, said):
    SPEAKERS.note(message.speaker_id, said, message=message)


def tell_organisers(kind, speaker, **facts):
    conference = speaker.conference
    if not conference.contact_email:
        return
    message = Message(
        kind=kind,
        to=conference.contact_email,
        language=conference.interface_language,
        conference=conference,
        speaker=speaker,
        key=":".join([kind, *map(str, facts.values())]),
        facts=facts,
    )
    note([message])


def letter_to_organisers(template, speaker, path, **context):
    """Return the Letter to the contact address about a speaker, who gets the reply; `path` leads into the admin."""
    speaker = Speaker.objects.select_related("conference").get(pk=speaker)
    conference = speaker.conference
    if not conference.contact_email:
        return None
    context |= {"speaker": speaker, "conference": conference, "address": settings.BASE_URL + path}
    return Letter(
        f"programme/{template}",
        to=conference.contact_email,
        context=context,
        reply_to=speaker.email,
        sender=str(conference.title),
        zone=conference.zone,
    )


def awaits_answer(speaker, sessions):
    """Whether we asked somebody for one of these sessions, and they can still answer."""
    mine = Appearance.objects.to_be_answered().filter(speaker=speaker, session__in=sessions, other_time_at=None)
    return any(each.asked_at and not each.session.has_begun() for each in mine.for_asking())
