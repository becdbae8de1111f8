"""One function for each mail about the programme; each is called inside the action that it tells of.

It notes the facts; the worker writes the mail from them (`write_…`), and from what is true at that moment. What is
settled by then, in whatever way, is not written any more.
"""

import hashlib
from datetime import timedelta
from functools import partial

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy

from programme import reminder_texts
from programme.models import Appearance, Consent, Part, Proposal, Speaker, ToldToSpeaker
from programme.models.mail_texts import WITH_NAME, WITH_SESSION
from programme.request_letters import REQUESTS
from programme.speaker_letters import (
    awaits_answer,
    join_link,
    letter_to_organisers,
    letter_to_speaker,
    message_to_speaker,
    reminders_link,
    tell_organisers,
)
from programme.telling import SPEAKERS, Kind, Occasion, still_due
from womconf.mail.actions import cancel, note, write_anew, writes
from womconf.mail.models import Message
from womconf.mail.rendering import placeholder

TO_SPEAKERS = [
    *REQUESTS,
    "speaker-link",
    "speaker-receipt",
    "speaker-changes",
    "speaker-declined",
    "speaker-evening",
    "speaker-soon",
    "speaker-wish",
    "speaker-text",
]
SEVERAL_DECISIONS = timedelta(minutes=5)  # for an organiser to go through several texts, so that one mail tells of all


def tell_answer_received(appearance):
    """Thank a speaker for their answer, whoever noted it; with a yes goes the entry for their calendar."""
    if appearance.speaker.email:
        key = f"receipt:{appearance.pk}:{appearance.status_at.isoformat()}"
        note([message_to_speaker("speaker-receipt", appearance.speaker, key=key, appearance=appearance.pk)])


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
    sessions = {change.session.pk: change.session for change in changes if change.session}
    theirs = {change.session.pk for change in changes if change.now or change.kind is Kind.CANCELLED}
    kinds = {change.kind for change in changes}
    return letter_to_speaker(
        "changes",
        speaker,
        said=[change.said for change in changes],
        changes=changes,
        sessions=[sessions[pk] for pk in sorted(theirs)],
        is_first=_is_welcome(speaker, changes),
        all_cancelled=kinds == {Kind.CANCELLED},
        had_agreed=any(change.before and change.before.part == Part.SPEAKING for change in changes),
        may_object=any(change.now for change in changes),
        awaits_answer=awaits_answer(speaker, theirs),
    )


def _is_welcome(speaker, changes):
    """Whether these are the first words to somebody who has agreed: nothing has changed for them."""
    is_news = all(change.kind is Kind.NEW and change.now.part == Part.SPEAKING for change in changes)
    return is_news and not ToldToSpeaker.objects.filter(speaker=speaker).exists()


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
    changes = reminder_texts.of_these_days(SPEAKERS.left_to_say(person), slots)
    links = {"unsubscribe": reminders_link(person)}

    def way_in(slot):
        if slot not in slot.session.online_slots:
            return None
        links[f"join-{slot.uid}"] = join_link(person, slot.session)
        return placeholder(len(links))  # after the link to their page

    minutes = person.conference.join_minutes_speakers
    with translation.override(person.language), timezone.override(person.conference.zone):
        known = reminder_texts.as_known(slots, changes, Part.SPEAKING)
        shown = reminder_texts.context(slots, changes, occasion, way_in=way_in, minutes=minutes, counts_places=True)
    new = [change.said for change in changes]
    return letter_to_speaker("reminder", speaker, said=new, known=known, links=links, **shown)


def send_link(speaker):
    """Send a speaker their personal link again, in each hour once to an address. Return whether it is sent now."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    address = hashlib.sha256(speaker.email.encode()).hexdigest()[:16]
    key = f"speaker-link:{speaker.pk}:{speaker.link_version}:{hour}:{address}"
    return note([message_to_speaker("speaker-link", speaker, key=key)]) == 1


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


def tell_organisers_of_answer(appearance, *, changes_session):
    """Tell the contact address of the conference what somebody answered; without one, the admin shows it."""
    conference, answered_at = appearance.session.conference, appearance.status_at.isoformat()
    if not conference.contact_email:
        return
    became = {"session_became": appearance.session.status} if changes_session else {}
    message = Message(
        kind="speaker-answer",
        to=conference.contact_email,
        language=conference.interface_language,
        conference=conference,
        speaker_id=appearance.speaker_id,
        key=f"answer:{appearance.pk}:{answered_at}",
        facts={"appearance": appearance.pk, "answered_at": answered_at, **became},
    )
    note([message])


@writes("speaker-answer", pgettext_lazy("kind of e-mail", "answer of a speaker, to organisers"))
def write_answer(speaker, appearance, answered_at, session_became=""):
    """Write what somebody answered, unless they have answered anew since: of that there is another mail.

    It names the status of the session if the answer changed it, and if it is still so.
    """
    given = Appearance.objects.filter(pk=appearance, speaker=speaker, status_at=answered_at)
    appearance = given.select_related("speaker", "session__conference").first()
    if appearance is None or not appearance.session.conference.contact_email:
        return None
    return _about_answer("answer", appearance, changes_session=appearance.session.status == session_became)


def ask_speaker_who_declined(appearance, told):
    """Ask a speaker whose calendar declines whether they do not come, and tell the contact address of the conference.

    Once for each invitation that they were `told` by. Return whether the question is new.
    """
    speaker = Speaker.objects.select_related("conference").get(pk=appearance.speaker_id)
    key = f"speaker-declined:{speaker.pk}:{told.uid}:{told.sequence}"
    messages = [message_to_speaker("speaker-declined", speaker, key=key, appearance=appearance.pk)]
    is_new = note(messages) == 1
    if is_new and speaker.conference.contact_email:
        to_organisers = message_to_speaker(
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
    return _about_answer("decline", appearance)


def _about_answer(template, appearance, **context):
    path = reverse("admin:programme_session_change", args=[appearance.session_id])
    about = {"appearance": appearance, "session": appearance.session, **context}
    return letter_to_organisers(template, appearance.speaker_id, path, **about)


def _agreed_and_to_come(speaker, appearance):
    agreed = Appearance.objects.filter(status=Appearance.Status.CONFIRMED, pk=appearance, speaker=speaker)
    found = agreed.with_session().select_related("speaker").first()
    return None if found is None or found.session.is_cancelled or found.session.has_begun() else found


def tell_organisers_of_wish(appearance):
    """Tell the contact address of the conference that somebody could take part at another time."""
    facts = {"appearance": appearance.pk, "wished_at": appearance.other_time_at.isoformat()}
    tell_organisers("speaker-other-time", appearance.speaker, **facts)


@writes("speaker-other-time", pgettext_lazy("kind of e-mail", "speaker asks for another time, to organisers"))
def write_wish(speaker, appearance, wished_at):
    appearance = _wish(speaker, appearance, wished_at)
    if appearance is None:
        return None
    path = reverse("admin:programme_appearance_change", args=[appearance.pk])
    return letter_to_organisers("other-time", speaker, path, appearance=appearance, session=appearance.session)


def tell_wish_received(appearance):
    """Thank a speaker for saying when they could take part."""
    if appearance.speaker.email:
        facts = {"appearance": appearance.pk, "wished_at": appearance.other_time_at.isoformat()}
        key = "wish:{appearance}:{wished_at}".format(**facts)
        note([message_to_speaker("speaker-wish", appearance.speaker, key=key, **facts)])


@writes("speaker-wish", pgettext_lazy("kind of e-mail", "thanks for naming another time, to a speaker"), WITH_SESSION)
def write_wish_receipt(speaker, appearance, wished_at):
    appearance = _wish(speaker, appearance, wished_at)
    if appearance is None:
        return None
    return letter_to_speaker("wish", speaker, appearance=appearance, session=appearance.session)


def _wish(speaker, appearance, wished_at):
    """Return the appearance of somebody who asks for another time, None where that is settled by now."""
    wishing = Appearance.objects.wishing_another_time().select_related("session__conference", "speaker")
    return wishing.filter(pk=appearance, speaker=speaker, other_time_at=wished_at).first()


def tell_organisers_of_withdrawal(consent):
    """Tell the contact address of the conference that a speaker does not agree any more."""
    tell_organisers("speaker-consent", consent.speaker, consent=consent.pk)


@writes("speaker-consent", pgettext_lazy("kind of e-mail", "consent withdrawn by a speaker, to organisers"))
def write_withdrawal(speaker, consent):
    """Write it unless they have agreed again."""
    consent = Consent.objects.filter(pk=consent, speaker=speaker).first()
    if consent is None or Consent.objects.valid().filter(speaker=speaker, kind=consent.kind).exists():
        return None
    return letter_to_organisers(
        "consent", speaker, reverse("admin:programme_speaker_change", args=[speaker]), consent=consent
    )


def tell_of_decision(proposal):
    """Tell a speaker what became of a text of theirs; what is decided soon after goes into the same mail."""
    if proposal.speaker.email:
        facts = {"proposal": proposal.pk}
        message = message_to_speaker("speaker-text", proposal.speaker, key=f"text:{proposal.pk}", **facts)
        message.not_before = timezone.now() + SEVERAL_DECISIONS
        note([message])


@writes("speaker-text", pgettext_lazy("kind of e-mail", "proposed text accepted or not, to a speaker"), WITH_NAME)
def write_decisions(speaker, proposal):
    """Write what became of all texts of a session of which they were not told; the mail about the last one does."""
    session = Proposal.objects.filter(pk=proposal, speaker=speaker).values("session")
    untold = Proposal.objects.filter(speaker=speaker, session__in=session, decided_at__isnull=False, told_at=None)
    proposals = list(untold.select_related("session__conference").order_by("decided_at", "pk"))
    if not proposals or proposals[-1].pk != proposal:
        return None
    keys = [each.pk for each in proposals]
    context = {"session": proposals[0].session, "proposals": sorted(proposals, key=lambda each: each.pk)}
    return letter_to_speaker("text", speaker, on_written=partial(_note_decisions, keys=keys), **context)


def _note_decisions(_message, keys):
    Proposal.objects.filter(pk__in=keys).update(told_at=timezone.now())
