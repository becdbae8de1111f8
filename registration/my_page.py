"""What the page shows that a personal link opens: registrations, forms to confirm, and what people may change."""

from typing import NamedTuple

from programme import joining, schedule_checks
from registration import emails
from registration.actions import may_give_feedback, with_feedback
from registration.forms import AddressForm, EraseForm, FeedbackForm, NameForm, NeedsForm
from registration.instead import offered_instead, with_free_places
from registration.models import AccessNeeds, Attendee, Registration
from registration.paper import presence
from registration.question_forms import AnswersForm
from womconf import links

MAX_NAMES = 10  # that strangers can make somebody read


def whose(request):
    """Return the Attendee whose personal link was opened in this browser; None: of nobody, or it holds no more."""
    try:
        code, version = links.recall(request, emails.PURPOSE)
    except links.InvalidLink:
        return None
    return Attendee.objects.select_related("conference").filter(code=code, link_version=version).first()


class Unconfirmed(NamedTuple):
    """Forms that came under one name and that nobody has confirmed, the newest first, and what they ask for."""

    name: str
    forms: list
    registrations: list

    @property
    def held(self):
        """What a place is reserved in for a while."""
        return [row for row in self.registrations if row.status == Registration.Status.PENDING]

    @property
    def held_until(self):
        """When the first of these places ends, or None."""
        return min((row.held_until for row in self.held), default=None)


def context(attendee, *, feedback_form=None, **forms):
    """Return what the template shows of a person; `forms` are those with errors, by their names in the template.

    `feedback_form` is (key of a registration, its form).
    """
    newest = attendee.registrations.newest_of_each().with_session().with_number().with_collision()
    in_order = sorted(newest, key=_order_of_time)
    settled = set(attendee.registrations.settled().values_list("pk", flat=True))
    registrations = [registration for registration in in_order if registration.pk in settled]
    live = [registration for registration in registrations if registration.is_live]
    to_give_back = [registration for registration in live if not registration.is_over]
    pool_ids = {registration.pool_id for registration in live}
    for registration in registrations:
        for slot in registration.attended_slots:
            slot.place = registration.session.place_instead(slot, pool_ids | {registration.pool_id})
    instead = offered_instead(attendee, [registration.session for registration in registrations])
    waits = [row for row in live if row.status == Registration.Status.WAITING and not row.is_over and not row.slot_id]
    further = with_free_places([row.session for row in waits], unless_of=attendee) if waits else {}
    ended = [row for row in registrations if not row.is_live and not row.session.is_cancelled and not row.is_over]
    lost = set(attendee.registrations.lost_with_session().values_list("pk", flat=True)) if ended else set()
    for registration in registrations:
        registration.takes_place_again = registration in ended and registration.pk in lost
        registration.can_come_back = registration in ended and registration.session.takes_registrations()
        registration.further_dates = further.get(registration.session_id, []) if registration in waits else []
        registration.instead = instead.get(registration.session_id)
        registration.goes_along = _going_along(registration, to_give_back)
    having_place = {row.pool_id for row in live if row.status == Registration.Status.CONFIRMED}
    for registration in live:
        registration.entrance = _entrance(registration, having_place)
        registration.join = emails.join_link(attendee, registration.session) if registration.entrance else None
    _add_feedback(registrations, feedback_form)
    unconfirmed = to_confirm(attendee, [registration for registration in in_order if registration.pk not in settled])
    return {
        "conference": attendee.conference,
        "attendee": attendee,
        "person": attendee.code,
        "registrations": registrations,
        "live": live,
        "to_give_back": to_give_back,
        "overlaps": schedule_checks.overlaps_with_slots(
            [registration.session for registration in to_give_back if registration.slot_id is None],
            {registration.pool_id for registration in to_give_back},
        ),
        "unconfirmed": unconfirmed,
        "has_other_names": len({attendee.name, *(group.name for group in unconfirmed)}) > 1,
        "registration_is_open": attendee.conference.sessions.taking_registrations().exists(),
        "name_form": NameForm(instance=attendee),
        "erase_form": EraseForm(),
        "address_form": AddressForm(),
        "feed": emails.feed_link(attendee),
        "checkin_address": emails.checkin_address(attendee) if attendee.email_confirmed_at and having_place else "",
        "reminders": emails.reminders_link(attendee),
        "presence": presence.of(attendee),
        "needs_form": NeedsForm(),
        "answers_form": AnswersForm(attendee=attendee),
        "access_needs": AccessNeeds.objects.filter(submission__attendee=attendee),
        "feedback_form": feedback_form and feedback_form[1],
        **forms,
    }


def _going_along(registration, live):
    """Return the titles of the follow-ups that somebody gives up with this place."""
    if registration.slot_id is not None:
        return []
    return [other.pool.title for other in live if other.session_id == registration.session_id and other.slot_id]


def _add_feedback(registrations, sent):
    """Give registrations whose sessions are over the form that asks how it was, or note that they have answered."""
    asked = [registration for registration in registrations if may_give_feedback(registration)]
    answered = with_feedback(asked)
    for registration in asked:
        registration.has_feedback = registration.pk in answered
        if not registration.has_feedback:
            is_sent = sent is not None and sent[0] == registration.pk
            registration.feedback_form = sent[1] if is_sent else FeedbackForm(session=registration.session)


def _entrance(registration, pool_ids):
    """Return the way into an online session that somebody has a place in and that is not over; else None."""
    session = registration.session
    if registration.status != Registration.Status.CONFIRMED or session.is_cancelled:
        return None
    attended = registration.attended_slots
    slots = [slot for slot in session.online_slots_of(pool_ids) if slot in attended]
    return joining.entrance_to_come(slots, session.conference, minutes=session.conference.join_minutes)


def to_confirm(attendee, unsettled):
    """Return the Unconfirmed of a person, the newest name first; `unsettled` are registrations that are not theirs yet.

    Of what has ended meanwhile only the sessions that were cancelled are named.
    """
    open_ones = set(attendee.registrations.unconfirmed().values_list("pk", flat=True))
    asked = [row for row in unsettled if row.pk in open_ones or row.session.is_cancelled]
    groups = [
        Unconfirmed(
            forms[0].name if forms else "",
            forms,
            [registration for registration in asked if registration.is_asked_for_by(forms)],
        )
        for forms in attendee.submissions.unconfirmed().by_name() or [[]]
    ]
    return [group for group in groups if group.registrations][:MAX_NAMES]


def _order_of_time(registration):
    slots = registration.attended_slots
    return not slots, slots and slots[0].starts_at, registration.session_id, registration.slot_id or 0
