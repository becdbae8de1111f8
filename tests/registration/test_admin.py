import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.factories import AttendeeFactory, OrganiserFactory, RegistrationFactory, SessionFactory, SlotFactory
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    user = OrganiserFactory()
    client.force_login(user)
    return user


def act(client, name, action, chosen, **data):
    page = reverse(f"admin:registration_{name}_changelist")
    return client.post(page, {"action": action, "_selected_action": [chosen.pk], **data}, follow=True)


def mails():
    return [(mail.kind, mail.to) for mail in Message.objects.order_by("pk")]


def test_cancelling_asks_first_then_gives_the_place_to_the_waiting_list(client, organiser):
    session = SlotFactory(session=SessionFactory(capacity=1)).session
    seated = RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status="waiting")
    response = act(client, "registration", "cancel", seated)
    assert str(seated) in response.content.decode()
    seated.refresh_from_db()
    assert seated.status == "confirmed"
    act(client, "registration", "cancel", seated, sure="True")
    for registration in (seated, waiting):
        registration.refresh_from_db()
    assert (seated.status, seated.status_by, waiting.status) == ("cancelled", organiser, "confirmed")
    assert sorted(mails()) == sorted([("cancelled", seated.attendee.email), ("moved-up", waiting.attendee.email)])


def test_cancelling_everything_of_a_person_leaves_nothing(client, organiser):
    attendee = AttendeeFactory()
    for _session in range(2):
        RegistrationFactory(attendee=attendee, session__conference=attendee.conference)
    act(client, "attendee", "cancel_all", attendee, sure="True")
    assert not attendee.registrations.live().exists()
    assert mails() == [("cancelled", attendee.email)]


def test_cancelling_from_the_page_of_one_registration(client, organiser):
    registration = RegistrationFactory()
    page = reverse("admin:registration_registration_change", args=[registration.pk])
    chosen = {"CHANGE_FORM-action": "cancel", "_selected_action": registration.pk}
    assert client.post(page, chosen).status_code == 200
    assert client.post(page, {**chosen, "sure": "True"}).status_code == 302
    registration.refresh_from_db()
    assert registration.status == "cancelled"


def test_status_cannot_be_typed(client, organiser):
    registration = RegistrationFactory()
    page = reverse("admin:registration_registration_change", args=[registration.pk])
    client.post(page, {"status": "cancelled", "session": SessionFactory().pk})
    again = type(registration).objects.get(pk=registration.pk)
    assert (again.status, again.session_id) == ("confirmed", registration.session_id)


def test_corrected_name_does_not_stay_behind_in_the_log(client, organiser):
    attendee = AttendeeFactory(name="Erika Mustre")
    page = reverse("admin:registration_attendee_change", args=[attendee.pk])
    form = {"name": "Erika Muster", "organisation": "", "language": "de"}
    form |= {"registrations-TOTAL_FORMS": "0", "registrations-INITIAL_FORMS": "0"}
    assert client.post(page, form).status_code == 302
    attendee.refresh_from_db()
    assert attendee.name == "Erika Muster"
    entry = LogEntry.objects.get()
    assert "Erika" not in entry.object_repr + entry.change_message


@pytest.mark.parametrize("needle", ["Öffnung", "افتتاح", "erika@example", "Muster"])
def test_search_finds_registrations_by_person_and_session(client, organiser, needle):
    found = RegistrationFactory(
        session__title={"de": "Die Öffnung", "ar": "افتتاح"},
        attendee__name="Erika Muster",
        attendee__email="erika@example.org",
    )
    RegistrationFactory()
    response = client.get(reverse("admin:registration_registration_changelist"), {"q": needle})
    assert list(response.context["cl"].queryset) == [found]


def test_filter_offers_the_sessions_of_one_conference(client, organiser):
    mine, other = RegistrationFactory(), RegistrationFactory()
    page = reverse("admin:registration_registration_changelist")
    conference = {"session__conference__id__exact": mine.session.conference_id}
    html = client.get(page, conference).content.decode()
    assert f"session={mine.session_id}" in html
    assert f"session={other.session_id}" not in html
    response = client.get(page, {**conference, "session": mine.session_id})
    assert list(response.context["cl"].queryset) == [mine]


@pytest.mark.parametrize("name", ["registration", "attendee"])
def test_lists_take_as_many_queries_for_thirty_rows_as_for_three(
    client, organiser, name, django_assert_num_queries, django_assert_max_num_queries
):
    conference = SessionFactory().conference
    page = reverse(f"admin:registration_{name}_changelist")
    RegistrationFactory.create_batch(3, session__conference=conference)
    with django_assert_max_num_queries(40) as few:
        client.get(page)
    RegistrationFactory.create_batch(27, session__conference=conference)
    with django_assert_num_queries(len(few)):
        client.get(page)
