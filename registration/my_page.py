"""What the page shows that a personal link opens: registrations, forms to confirm, and what people may change."""

from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from programme import schedule_checks
from registration import emails
from registration.forms import AddressForm, EraseForm, NameForm, NeedsForm
from registration.models import AccessNeeds
from registration.question_forms import AnswersForm

MAX_NAMES = 10  # that strangers can make somebody read


class Unconfirmed(NamedTuple):
    """Forms that came under one name and that nobody has confirmed, the newest first, and what they ask for."""

    name: str
    forms: list
    registrations: list


def context(attendee, **forms):
    """Return what the template shows of a person; `forms` are those with errors, by their names in the template."""
    newest = attendee.registrations.newest_of_each().with_session().with_place().with_collision()
    registrations = sorted(newest, key=_order_of_time)
    live = [registration for registration in registrations if registration.is_live]
    unconfirmed = to_confirm(attendee, registrations)
    return {
        "conference": attendee.conference,
        "attendee": attendee,
        "person": attendee.code,
        "registrations": registrations,
        "live": live,
        "overlaps": schedule_checks.overlaps(
            [registration.session for registration in live if registration.slot_id is None],
            {registration.seats_id for registration in live},
        ),
        "unconfirmed": unconfirmed,
        "has_other_names": len({attendee.name, *(group.name for group in unconfirmed)}) > 1,
        "registration_is_open": attendee.conference.sessions.taking_registrations().exists(),
        "name_form": NameForm(instance=attendee),
        "erase_form": EraseForm(),
        "address_form": AddressForm(),
        "feed": emails.feed_link(attendee),
        "needs_form": NeedsForm(),
        "answers_form": AnswersForm(attendee=attendee),
        "access_needs": AccessNeeds.objects.filter(submission__attendee=attendee),
        **forms,
    }


def to_confirm(attendee, registrations):
    """Return the Unconfirmed of a person, the newest name first; `registrations` are theirs, as the page shows them."""
    open_ones = set(attendee.registrations.unconfirmed().values_list("pk", flat=True))
    asked = [registration for registration in registrations if registration.pk in open_ones]
    forms = list(attendee.submissions.unconfirmed())
    groups = [(name, list(those)) for name, those in groupby(sorted(forms, key=attrgetter("name")), attrgetter("name"))]
    found = [
        Unconfirmed(name, those, [registration for registration in asked if _is_asked_for_by(those, registration)])
        for name, those in groups or [("", [])]
    ]
    with_something = [group for group in found if group.registrations]
    return sorted(with_something, key=lambda group: -group.forms[0].pk if group.forms else 0)[:MAX_NAMES]


def _is_asked_for_by(forms, registration):
    return registration.submission_id is None or any(
        registration.submission_id == form.pk or registration.seats_id in form.asked_for for form in forms
    )


def _order_of_time(registration):
    slots = registration.attended_slots
    return not slots, slots and slots[0].starts_at, registration.session_id, registration.slot_id or 0
