"""One function for each mail about the programme; each is called inside the action that it tells of.

It notes the facts; the worker writes the mail from them (`write_…`), and from what is true at that moment. What is
settled by then, in whatever way, is not written any more.
"""

import hashlib
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy

from programme.exports import invitations
from programme.models import Appearance, Consent, Proposal, Slot, Speaker
from programme.telling import SPEAKERS
from womconf import links
from womconf.links import PersonalLink
from womconf.mail.actions import Letter, cancel, note, write_anew, writes
from womconf.mail.models import Message

SPEAKER_PURPOSE = links.SPEAKER
TO_SPEAKERS = ["ask-speaker", "remind-speaker", "speaker-link", "speaker-receipt", "speaker-changes"]
TO_SPEAKERS += ["speaker-wish", "speaker-text"]
SEVERAL_DECISIONS = timedelta(minutes=5)  # for an organiser to go through several texts, so that one mail tells of all


def speaker_link(speaker):
    with translation.override(speaker.language):
        return PersonalLink(SPEAKER_PURPOSE, speaker.code, speaker.link_version, reverse("speaker:home"))


def join_link(speaker, session):
    """Return the address by which a speaker gets into an online session."""
    with translation.override(speaker.language):
        path = reverse("speaker:join", args=[session.code])
    return PersonalLink(links.JOIN_SPEAKER + session.code, speaker.code, speaker.link_version, path)


def ask_speaker(appearance, *, asked_before=None, wished=False):
    """Ask a speaker to take part; `asked_before` is when the same request went out already, and makes it a reminder.

    `wished`: they have asked for another time meanwhile, so it is none.
    """
    if asked_before and not wished:
        remind_speakers([(appearance, asked_before)], appearance.asked_at)
    else:
        facts = {"wished": True} if wished else {}
        note([_request(appearance, appearance.asked_at, "ask-speaker", **facts)])


def remind_speakers(requests, asked_at):
    """Remind speakers, again from a moment on, of [(appearance, when they were asked before)]."""
    note([_request(each, asked_at, "remind-speaker", asked_before=before.isoformat()) for each, before in requests])


def _request(appearance, asked_at, kind, **facts):
    key = f"ask:{appearance.pk}:{asked_at.isoformat()}"
    return _message_to_speaker(kind, appearance.speaker, key=key, appearance=appearance.pk, **facts)


@writes("ask-speaker", pgettext_lazy("kind of e-mail", "request to a speaker"))
def write_request(speaker, appearance, asked_before=None, *, wished=False):
    """Write it as long as an answer is still awaited."""
    appearance = Appearance.objects.requested().with_session().filter(pk=appearance, speaker=speaker).first()
    if appearance is None or appearance.session.is_cancelled or appearance.session.has_begun():
        return None
    if appearance.other_time_at:  # they have answered
        return None
    return _letter_to_speaker(
        "ask",
        speaker,
        appearance=appearance,
        session=appearance.session,
        slots=list(appearance.session.slots.exclude(kind=Slot.Kind.BREAK).select_related("room").in_order()),
        asked_before=asked_before,
        wished=wished,
        said_of=appearance,
    )


@writes("remind-speaker", pgettext_lazy("kind of e-mail", "reminder to a speaker"))
def write_reminder(speaker, appearance, asked_before):
    return write_request(speaker, appearance, datetime.fromisoformat(asked_before))


def tell_answer_received(appearance):
    """Thank a speaker for their answer, whoever noted it; with a yes goes the entry for their calendar."""
    if appearance.speaker.email:
        key = f"receipt:{appearance.pk}:{appearance.status_at.isoformat()}"
        note([_message_to_speaker("speaker-receipt", appearance.speaker, key=key, appearance=appearance.pk)])


@writes("speaker-receipt", pgettext_lazy("kind of e-mail", "thanks for the answer of a speaker"))
def write_receipt(speaker, appearance):
    """Write it as long as the answer stands."""
    answered = Appearance.objects.filter(status__in=[Appearance.Status.CONFIRMED, Appearance.Status.DECLINED])
    appearance = answered.with_session().filter(pk=appearance, speaker=speaker).first()
    if appearance is None or appearance.session.is_cancelled:
        return None
    return _letter_to_speaker(
        "receipt",
        speaker,
        said_of=appearance,
        appearance=appearance,
        session=appearance.session,
        slots=list(appearance.session.slots.select_related("room").in_order()),
        still_takes_part=SPEAKERS.part_in(appearance.session, speaker) is not None,
    )


@writes("speaker-changes", pgettext_lazy("kind of e-mail", "changes, to a speaker"))
def write_changes(speaker):
    """Write whatever a speaker does not know yet, old and new; nothing where all is as they were told."""
    changes = SPEAKERS.left_to_say(Speaker.objects.select_related("conference").get(pk=speaker))
    if not changes:
        return None
    sessions = {change.session.pk: change.session for change in changes if change.now}
    shown = [session for session in sessions.values() if session.registered_if_public]
    said = [change.said for change in changes]
    return _letter_to_speaker("changes", speaker, said=said, changes=changes, sessions=shown)


def send_link(speaker):
    """Send a speaker their personal link again, in each hour once to an address. Return whether it is sent now."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    address = hashlib.sha256(speaker.email.encode()).hexdigest()[:16]
    key = f"speaker-link:{speaker.pk}:{speaker.link_version}:{hour}:{address}"
    return note([_message_to_speaker("speaker-link", speaker, key=key)]) == 1


@writes("speaker-link", pgettext_lazy("kind of e-mail", "personal link to a speaker"))
def write_link(speaker):
    return _letter_to_speaker("link", speaker)


def readdress(speaker):
    """Have what waits for a speaker go to their address of now, with a link that works; without an address, nowhere.

    Only what is being sent at this moment leaves as it is.
    """
    waiting = Message.objects.filter(kind__in=TO_SPEAKERS, speaker=speaker)
    if speaker.email:
        waiting.not_under_way().update(to=speaker.email)
        write_anew(waiting)
        return
    for message in waiting.not_under_way().exclude(status=Message.Status.SENDING):
        cancel(message)


def tell_organisers_of_answer(appearance):
    """Tell the contact address of the conference what somebody answered; without one, the admin shows it."""
    conference, answered_at = appearance.session.conference, appearance.status_at.isoformat()
    if not conference.contact_email:
        return
    message = Message(
        kind="speaker-answer",
        to=conference.contact_email,
        language=conference.interface_language,
        conference=conference,
        speaker_id=appearance.speaker_id,
        key=f"answer:{appearance.pk}:{answered_at}",
        facts={"appearance": appearance.pk, "answered_at": answered_at},
    )
    note([message])


@writes("speaker-answer", pgettext_lazy("kind of e-mail", "answer of a speaker, to organisers"))
def write_answer(speaker, appearance, answered_at):
    """Write what they answered. Of a later answer there is another mail, and what organisers entered they know."""
    given = Appearance.objects.filter(pk=appearance, speaker=speaker, status_at=answered_at)
    appearance = given.select_related("speaker", "session__conference").first()
    if appearance is None or not appearance.session.conference.contact_email:
        return None
    conference = appearance.session.conference
    return Letter(
        "programme/answer",
        to=conference.contact_email,
        context={
            "appearance": appearance,
            "speaker": appearance.speaker,
            "session": appearance.session,
            "conference": conference,
            "address": settings.BASE_URL + reverse("admin:programme_session_change", args=[appearance.session_id]),
        },
    )


def tell_organisers_of_wish(appearance):
    """Tell the contact address of the conference that somebody could take part at another time."""
    facts = {"appearance": appearance.pk, "wished_at": appearance.other_time_at.isoformat()}
    _tell_organisers("speaker-other-time", appearance.speaker, **facts)


@writes("speaker-other-time", pgettext_lazy("kind of e-mail", "speaker asks for another time, to organisers"))
def write_wish(speaker, appearance, wished_at):
    appearance = _wish(speaker, appearance, wished_at)
    if appearance is None:
        return None
    path = reverse("admin:programme_appearance_change", args=[appearance.pk])
    return _letter_to_organisers("other-time", speaker, path, appearance=appearance, session=appearance.session)


def tell_wish_received(appearance):
    """Thank a speaker for saying when they could take part."""
    if appearance.speaker.email:
        facts = {"appearance": appearance.pk, "wished_at": appearance.other_time_at.isoformat()}
        key = "wish:{appearance}:{wished_at}".format(**facts)
        note([_message_to_speaker("speaker-wish", appearance.speaker, key=key, **facts)])


@writes("speaker-wish", pgettext_lazy("kind of e-mail", "thanks for naming another time, to a speaker"))
def write_wish_receipt(speaker, appearance, wished_at):
    appearance = _wish(speaker, appearance, wished_at)
    if appearance is None:
        return None
    return _letter_to_speaker("wish", speaker, appearance=appearance, session=appearance.session)


def _wish(speaker, appearance, wished_at):
    """Return the appearance of somebody who asks for another time, None where that is settled by now."""
    wishing = Appearance.objects.wishing_another_time().select_related("session__conference", "speaker")
    return wishing.filter(pk=appearance, speaker=speaker, other_time_at=wished_at).first()


def tell_organisers_of_withdrawal(consent):
    """Tell the contact address of the conference that a speaker does not agree any more."""
    _tell_organisers("speaker-consent", consent.speaker, consent=consent.pk)


@writes("speaker-consent", pgettext_lazy("kind of e-mail", "consent withdrawn by a speaker, to organisers"))
def write_withdrawal(speaker, consent):
    """Write it unless they have agreed again."""
    consent = Consent.objects.filter(pk=consent, speaker=speaker).first()
    if consent is None or Consent.objects.valid().filter(speaker=speaker, kind=consent.kind).exists():
        return None
    return _letter_to_organisers(
        "consent", speaker, reverse("admin:programme_speaker_change", args=[speaker]), consent=consent
    )


def tell_of_decision(proposal):
    """Tell a speaker what became of a text of theirs; what is decided soon after goes into the same mail."""
    if proposal.speaker.email:
        facts = {"proposal": proposal.pk}
        message = _message_to_speaker("speaker-text", proposal.speaker, key=f"text:{proposal.pk}", **facts)
        message.not_before = timezone.now() + SEVERAL_DECISIONS
        note([message])


@writes("speaker-text", pgettext_lazy("kind of e-mail", "proposed text accepted or not, to a speaker"))
def write_decisions(speaker, proposal):
    """Write what became of all texts of a session of which they were not told; the mail about the last one does."""
    session = Proposal.objects.filter(pk=proposal, speaker=speaker).values("session")
    untold = Proposal.objects.filter(speaker=speaker, session__in=session, decided_at__isnull=False, told_at=None)
    proposals = list(untold.select_related("session__conference").order_by("decided_at", "pk"))
    if not proposals or proposals[-1].pk != proposal:
        return None
    keys = [each.pk for each in proposals]
    context = {"session": proposals[0].session, "proposals": sorted(proposals, key=lambda each: each.pk)}
    return _letter_to_speaker("text", speaker, on_written=partial(_note_decisions, keys=keys), **context)


def _note_decisions(_message, keys):
    Proposal.objects.filter(pk__in=keys).update(told_at=timezone.now())


def _tell_organisers(kind, speaker, **facts):
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


def _letter_to_organisers(template, speaker, path, **context):
    """Return the Letter to the contact address about a speaker; `path` leads into the admin."""
    speaker = Speaker.objects.select_related("conference").get(pk=speaker)
    conference = speaker.conference
    if not conference.contact_email:
        return None
    context |= {"speaker": speaker, "conference": conference, "address": settings.BASE_URL + path}
    return Letter(f"programme/{template}", to=conference.contact_email, context=context, zone=conference.zone)


def _message_to_speaker(kind, speaker, *, key, **facts):
    return Message(
        kind=kind,
        to=speaker.email,
        language=speaker.language,
        conference_id=speaker.conference_id,
        speaker=speaker,
        key=key,
        facts=facts,
    )


def _letter_to_speaker(template, speaker, *, said_of=None, said=(), on_written=None, **context):
    """Return the Letter to a speaker, at their address and with their link as both are now; None without an address.

    `said_of`: the appearance of which they know all that is true, once it is written; `said`: what else it says.
    `on_written`: of a mail that says nothing of slots.
    """
    speaker = Speaker.objects.select_related("conference").get(pk=speaker)
    conference = speaker.conference
    if not speaker.email:
        return None
    said = SPEAKERS.numbered(speaker.pk, [*said, *(SPEAKERS.said_of(said_of) if said_of else ())])
    attachments = invitations.attachments(said, speaker)
    return Letter(
        f"programme/{template}",
        to=speaker.email,
        context={"speaker": speaker, "conference": conference, "has_calendar": bool(attachments), **context},
        attachments=attachments,
        on_written=partial(_note, said=said) if said else on_written,
        zone=conference.zone,
        links={"link": speaker_link(speaker)},
        reply_to=conference.contact_email,
        sender=conference.title.localize(speaker.language),
    )


def _note(message, said):
    SPEAKERS.note(message.speaker_id, said, message=message)
