import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from programme.models import Pool
from registration.models import AttendeeChange, Registration
from tests.factories import AttendeeFactory, RegistrationFactory, SessionFactory, SubmissionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_invariants]


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_person_has_one_live_registration_in_a_session():
    first = RegistrationFactory()
    with refuses("registration_one_per_person"):
        RegistrationFactory(session=first.session, attendee=first.attendee, status="waiting")


def test_person_may_come_back_after_cancelling():
    first = RegistrationFactory(status="cancelled")
    RegistrationFactory(session=first.session, attendee=first.attendee)
    assert Registration.objects.live().count() == 1


def test_address_is_once_in_a_conference():
    attendee = AttendeeFactory(email="erika@example.org")
    AttendeeFactory(email="erika@example.org")
    AttendeeFactory.create_batch(2, conference=attendee.conference, email="")
    with refuses("attendee_email_once"):
        AttendeeFactory(conference=attendee.conference, email="erika@example.org")


def test_status_must_be_known():
    with refuses("registration_status_known"):
        RegistrationFactory(status="maybe")


def test_only_a_pending_registration_holds_its_place_for_a_time():
    with refuses("registration_only_pending_is_held"), transaction.atomic():
        RegistrationFactory(status="confirmed", held_until=timezone.now())
    with refuses("registration_only_pending_is_held"):
        RegistrationFactory(status="pending", held_until=None)


@pytest.mark.parametrize("status", ["pending", "confirmed"])
def test_no_door_sells_more_places_than_there_are(status):
    session = SessionFactory(capacity=1)
    RegistrationFactory(session=session)
    with refuses("pool_never_oversold"):
        RegistrationFactory(session=session, status=status, held_until=timezone.now() if status == "pending" else None)


def test_waiting_takes_no_place():
    session = SessionFactory(capacity=0)
    RegistrationFactory(session=session, status="waiting")
    assert Pool.objects.get(session=session).taken == 0


def test_counter_follows_every_step():
    session = SessionFactory(capacity=5)
    registration = RegistrationFactory(session=session, status="pending", held_until=timezone.now())
    taken = [Pool.objects.get(session=session).taken]

    def note():
        taken.append(Pool.objects.get(session=session).taken)

    Registration.objects.update(status="confirmed", held_until=None)
    note()
    Registration.objects.update(status="cancelled")
    note()
    other = RegistrationFactory(session=session, status="waiting")
    note()
    Registration.objects.filter(pk=other.pk).update(status="confirmed")
    note()
    other.delete()
    note()
    registration.delete()
    note()
    assert taken == [1, 1, 0, 0, 1, 0, 0]


def test_overbooking_melts_as_people_leave():
    session = SessionFactory()
    people = RegistrationFactory.create_batch(3, session=session)
    Pool.objects.filter(session=session).update(capacity=1, overbooked_by=2)
    overbooked = []
    for registration in people:
        Registration.objects.filter(pk=registration.pk).update(status="cancelled")
        overbooked.append(Pool.objects.get(session=session).overbooked_by)
    assert overbooked == [1, 0, 0]


@pytest.mark.parametrize(
    ("before", "after"),
    [("cancelled", "confirmed"), ("cancelled", "waiting"), ("expired", "confirmed"), ("confirmed", "waiting")],
)
def test_illegal_steps_are_refused_by_the_database(before, after):
    registration = RegistrationFactory(status=before)
    with pytest.raises(DatabaseError, match="Invalid transition"):
        Registration.objects.filter(pk=registration.pk).update(status=after)


def test_order_rises_with_every_form():
    session = SessionFactory(capacity=0)
    people = RegistrationFactory.create_batch(3, session=session, status="waiting")
    assert list(Registration.objects.with_number().values_list("number", flat=True)) == [1, 2, 3]
    Registration.objects.filter(pk=people[0].pk).update(status="cancelled")
    assert list(Registration.objects.with_number().values_list("number", flat=True)) == [None, 1, 2]


def test_registration_stays_within_one_conference():
    with refuses("into two conferences"):
        RegistrationFactory(attendee=AttendeeFactory())


def test_change_of_an_attendee_is_logged_by_field_names_only():
    attendee = AttendeeFactory(name="Erika Muster")
    attendee.name, attendee.organisation = "Erika Beispiel", "Verein"
    attendee.save()
    change = AttendeeChange.objects.get(attendee_id=attendee.pk)
    assert change.fields == ["name", "organisation"]


def test_form_key_is_used_once():
    submission = SubmissionFactory()
    with refuses("key"):
        SubmissionFactory(key=submission.key)
