"""One function for each mail about the programme; each is called inside the action that it tells of.

It notes the facts; the worker writes the mail from them (`write_…`), and from what is true at that moment. What is
settled by then, in whatever way, is not written any more.
"""

import hashlib
from datetime import datetime
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy

from programme import reminders
from programme.exports import invitations
from programme.models import Appearance, MailText, Part, Slot, Speaker
from programme.models.mail_texts import WITH_NAME, WITH_SESSION, values
from programme.telling import SPEAKERS, Occasion, still_due
from womconf import links
from womconf.links import PersonalLink
from womconf.mail.actions import Letter, cancel, note, write_anew, writes
from womconf.mail.models import Message
from womconf.mail.rendering import placeholder
from womconf.mail.writing import OwnWords, own_words

SPEAKER_PURPOSE = links.SPEAKER
TO_SPEAKERS = [
    "ask-speaker",
    "remind-speaker",
    "speaker-link",
    "speaker-receipt",
    "speaker-changes",
    "speaker-declined",
    "speaker-evening",
    "speaker-soon",
]


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


def ask_speaker(appearance, *, asked_before=None):
    """Ask a speaker to take part; `asked_before` is when the same request went out already, and makes it a reminder."""
    kind, facts = "ask-speaker", {"appearance": appearance.pk}
    if asked_before:
        kind, facts["asked_before"] = "remind-speaker", asked_before.isoformat()
    key = f"ask:{appearance.pk}:{appearance.asked_at.isoformat()}"
    note([_message_to_speaker(kind, appearance.speaker, key=key, **facts)])


@writes("ask-speaker", pgettext_lazy("kind of e-mail", "request to a speaker"), WITH_SESSION)
def write_request(speaker, appearance, asked_before=None):
    """Write it as long as an answer is still awaited."""
    appearance = Appearance.objects.requested().with_session().filter(pk=appearance, speaker=speaker).first()
    if appearance is None or appearance.session.is_cancelled or appearance.session.has_begun():
        return None
    return letter_to_speaker(
        "ask",
        speaker,
        appearance=appearance,
        session=appearance.session,
        slots=list(appearance.session.slots.exclude(kind=Slot.Kind.BREAK).select_related("room").in_order()),
        asked_before=asked_before,
        said_of=appearance,
    )


@writes("remind-speaker", pgettext_lazy("kind of e-mail", "reminder to a speaker"), WITH_SESSION)
def write_reminder(speaker, appearance, asked_before):
    return write_request(speaker, appearance, datetime.fromisoformat(asked_before))


def tell_answer_received(appearance):
    """Thank a speaker for their answer, whoever noted it; with a yes goes the entry for their calendar."""
    if appearance.speaker.email:
        key = f"receipt:{appearance.pk}:{appearance.status_at.isoformat()}"
        note([_message_to_speaker("speaker-receipt", appearance.speaker, key=key, appearance=appearance.pk)])


@writes("speaker-receipt", pgettext_lazy("kind of e-mail", "thanks for the answer of a speaker"), WITH_SESSION)
def write_receipt(speaker, appearance):
    """Write it as long as the answer stands."""
    answered = Appearance.objects.filter(status__in=[Appearance.Status.CONFIRMED, Appearance.Status.DECLINED])
    appearance = answered.with_session().filter(pk=appearance, speaker=speaker).first()
    if appearance is None or appearance.session.is_cancelled:
        return None
    return letter_to_speaker(
        "receipt",
        speaker,
        said_of=appearance,
        appearance=appearance,
        session=appearance.session,
        slots=list(appearance.session.slots.select_related("room").in_order()),
        still_takes_part=SPEAKERS.part_in(appearance.session, speaker) is not None,
    )


@writes("speaker-changes", pgettext_lazy("kind of e-mail", "changes, to a speaker"), WITH_NAME)
def write_changes(speaker):
    """Write whatever a speaker does not know yet, old and new; nothing where all is as they were told."""
    changes = SPEAKERS.left_to_say(Speaker.objects.select_related("conference").get(pk=speaker))
    if not changes:
        return None
    return letter_to_speaker("changes", speaker, said=[change.said for change in changes], changes=changes)


@writes("speaker-evening", pgettext_lazy("kind of e-mail", "reminder of the next day, to a speaker"), WITH_NAME)
def write_evening(speaker, starts):
    return _write_reminder_of_slots(Occasion.EVENING, speaker, starts)


@writes("speaker-soon", pgettext_lazy("kind of e-mail", "reminder of an online session, to a speaker"), WITH_NAME)
def write_soon(speaker, starts):
    return _write_reminder_of_slots(Occasion.SOON, speaker, starts)


def _write_reminder_of_slots(occasion, speaker, starts):
    """Write it as long as there is something to be reminded of; what they do not know of that day goes along."""
    slots = still_due(SPEAKERS, occasion, speaker, [int(slot) for slot in starts])
    if not slots:
        return None
    person = Speaker.objects.select_related("conference").get(pk=speaker)
    changes = reminders.of_these_days(SPEAKERS.left_to_say(person), slots)
    links = {"unsubscribe": reminders_link(person)}

    def way_in(slot):
        if slot not in slot.session.online_slots:
            return None
        links[f"join-{slot.uid}"] = join_link(person, slot.session)
        return placeholder(len(links))  # after the link to their page

    minutes = person.conference.join_minutes_speakers
    with translation.override(person.language), timezone.override(person.conference.zone):
        known = reminders.as_known(slots, changes, Part.SPEAKING)
        shown = reminders.context(slots, changes, occasion, way_in=way_in, minutes=minutes, counts_places=True)
    new = [change.said for change in changes]
    return letter_to_speaker("reminder", speaker, said=new, known=known, links=links, **shown)


def send_link(speaker):
    """Send a speaker their personal link again, in each hour once to an address. Return whether it is sent now."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    address = hashlib.sha256(speaker.email.encode()).hexdigest()[:16]
    key = f"speaker-link:{speaker.pk}:{speaker.link_version}:{hour}:{address}"
    return note([_message_to_speaker("speaker-link", speaker, key=key)]) == 1


@writes("speaker-link", pgettext_lazy("kind of e-mail", "personal link to a speaker"), WITH_NAME)
def write_link(speaker):
    return letter_to_speaker("link", speaker)


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
    return _letter_to_organisers("answer", appearance)


def ask_speaker_who_declined(appearance, told):
    """Ask a speaker whose calendar declines whether they do not come, and tell the contact address of the conference.

    Once for each invitation that they were `told` by. Return whether the question is new.
    """
    speaker = Speaker.objects.select_related("conference").get(pk=appearance.speaker_id)
    key = f"speaker-declined:{speaker.pk}:{told.uid}:{told.sequence}"
    messages = [_message_to_speaker("speaker-declined", speaker, key=key, appearance=appearance.pk)]
    is_new = note(messages) == 1
    if is_new and speaker.conference.contact_email:
        to_organisers = _message_to_speaker(
            "speaker-calendar-answer", speaker, key=f"{key}:organisers", appearance=appearance.pk
        )
        to_organisers.to, to_organisers.language = (
            speaker.conference.contact_email,
            speaker.conference.interface_language,
        )
        note([to_organisers])
    return is_new


@writes(
    "speaker-declined",
    pgettext_lazy("kind of e-mail", "question to a speaker who declined in the calendar"),
    WITH_SESSION,
)
def write_speaker_declined(speaker, appearance):
    appearance = _agreed_and_to_come(speaker, appearance)
    if appearance is None:
        return None
    slots = list(appearance.session.slots.select_related("room").in_order())
    context = {"appearance": appearance, "session": appearance.session, "slots": slots}
    return letter_to_speaker("declined", speaker, **context)


@writes("speaker-calendar-answer", pgettext_lazy("kind of e-mail", "speaker declined in the calendar, to organisers"))
def write_speaker_decline(speaker, appearance):
    appearance = _agreed_and_to_come(speaker, appearance)
    conference = appearance and appearance.session.conference
    if conference is None or not conference.contact_email:
        return None
    return _letter_to_organisers("decline", appearance)


def _agreed_and_to_come(speaker, appearance):
    agreed = Appearance.objects.filter(status=Appearance.Status.CONFIRMED, pk=appearance, speaker=speaker)
    found = agreed.with_session().select_related("speaker").first()
    return None if found is None or found.session.is_cancelled or found.session.has_begun() else found


def _letter_to_organisers(template, appearance):
    """Return the Letter to the contact address of the conference, about one speaker in one session."""
    conference = appearance.session.conference
    return Letter(
        f"programme/{template}",
        to=conference.contact_email,
        context={
            "appearance": appearance,
            "speaker": appearance.speaker,
            "session": appearance.session,
            "conference": conference,
            "address": settings.BASE_URL + reverse("admin:programme_session_change", args=[appearance.session_id]),
        },
    )


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


def letter_to_speaker(template, speaker, *, said_of=None, said=(), known=(), links=None, **context):
    """Return the Letter to a speaker, at their address and with their link as both are now; None without an address.

    `said_of`: the appearance of which they know all that is true, once it is written; `said`: what else it says;
    `known`: what it says once more. `links` come after that to their page.
    """
    speaker = Speaker.objects.select_related("conference").get(pk=speaker)
    conference = speaker.conference
    if not speaker.email:
        return None
    said = SPEAKERS.numbered(speaker.pk, [*said, *(SPEAKERS.said_of(said_of) if said_of else ())])
    links = {"link": speaker_link(speaker), **(links or {})}
    attachments = invitations.attachments(said, speaker, way_in=_ways_in(speaker, links))
    about = {"session": context["session"].title} if "session" in context else {}
    said += SPEAKERS.numbered(speaker.pk, known)
    return Letter(
        f"programme/{template}",
        to=speaker.email,
        context={"speaker": speaker, "conference": conference, "has_calendar": bool(attachments), **context},
        attachments=attachments,
        on_written=partial(_note, said=said) if said else None,
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
