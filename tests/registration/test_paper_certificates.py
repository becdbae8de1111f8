"""The certificate of attendance: who gets one, what it says, and how everybody checks it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from registration import actions
from registration.exceptions import NothingToCertify
from registration.exports import own_data
from registration.models import Attendee, Certificate, Mark
from registration.paper import presence
from registration.paper.certificates import certificate_pdf
from tests import papers
from tests.factories import AttendeeFactory, FollowUpPoolFactory, OrganiserFactory, RegistrationFactory, SlotFactory
from tests.registration.printing import conference_that_was, present, session_of
from tests.registration.steps import open_own_page

pytestmark = pytest.mark.django_db
ADDRESS = "/me/certificate.pdf"


@pytest.fixture
def conference():
    return conference_that_was(host_name="Verein Muster")


@pytest.fixture
def anna(conference):
    """Somebody who was in two sessions."""
    attendee = present(session_of(conference), "Anna Öz").attendee
    present(session_of(conference, hour=14, minutes=90, title="Nachmittag"), attendee=attendee)
    return attendee


def certified(attendee):
    certificate, found = actions.issue_certificate(attendee)
    return papers.text(certificate_pdf(certificate, found)), certificate


# What it says


def test_certificate_names_sessions_and_hours(anna):
    said, certificate = certified(anna)
    for words in ["Teilnahmebescheinigung", "Anna Öz", "Forum", "Öffnung", "Nachmittag", "Verein Muster"]:
        assert words in said
    assert "2 Stunden 30 Minuten" in said
    assert f"/forum/certificates/{certificate.code}/" in said.replace(" ", "")
    assert (certificate.initials, certificate.sessions, certificate.minutes) == ("A. Ö.", 2, 150)


def test_certificate_stands_in_the_language_of_its_person(anna):
    Attendee.objects.update(language="en")
    anna.refresh_from_db()
    assert "Certificate of attendance" in certified(anna)[0]


def test_certificate_says_the_words_of_the_conference(anna):
    anna.conference.certificate_text = {"de": "{name} war da: {hours} #strong[x]\n\nMit Dank, {host}"}
    anna.conference.save()
    said, _certificate = certified(Attendee.objects.get())
    assert "Anna Öz war da: 2 Stunden 30 Minuten #strong[x] Mit Dank, Verein Muster" in said


@pytest.mark.parametrize("text", ["Liebe {vorname}", "Eine { Klammer", "{name} {password}"])
def test_placeholder_that_there_is_not_is_refused(conference, text):
    conference.certificate_text = {"de": text}
    with pytest.raises(ValidationError) as refusal:
        conference.full_clean()
    assert "certificate_text" in refusal.value.message_dict


def test_value_of_a_placeholder_is_no_placeholder(conference):
    conference.certificate_text = {"de": "{name} war da."}
    conference.save()
    person = present(session_of(conference), "{host} {hours}").attendee
    assert "{host} {hours} war da." in certified(person)[0]


def test_two_at_the_same_time_take_that_time_once(conference):
    person = present(session_of(conference, minutes=60)).attendee
    present(session_of(conference, minutes=90), attendee=person)
    assert presence.of(person).minutes == 90


def test_open_end_adds_no_time_and_the_paper_says_so(conference):
    person = present(session_of(conference, minutes=None)).attendee
    said, certificate = certified(person)
    assert certificate.minutes == 0
    assert "Veranstaltungen ohne festes Ende" in said


def test_who_left_and_came_back_was_there_once(conference):
    session = session_of(conference)
    now = timezone.now()
    left = RegistrationFactory(session=session, status="cancelled", attended_at=now)
    Mark.objects.create(registration=left, is_present=True, at=now, how="list")
    person = present(session, attendee=left.attendee).attendee
    assert len(presence.of(person).attended) == 1


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Öz", "A. Ö."),
        ("Anna Maria von Öz", "A. Ö."),
        ("Олена Шевченко", "О. Ш."),
        ("فاطمة بنت محمد", "ف. م."),
        ("Madonna", "M."),
        ("<b> (x)", "B. X."),
        ("...", "–"),
        ("", "–"),
    ],
)
def test_initials_are_all_that_a_public_page_says(name, letters):
    assert presence.initials(name) == letters


# Who gets it


def test_only_who_was_present_gets_one(conference):
    absent = RegistrationFactory(session=session_of(conference)).attendee
    with pytest.raises(NothingToCertify):
        actions.issue_certificate(absent)
    assert not Certificate.objects.exists()


def test_nothing_is_certified_before_it_is_over():
    now = timezone.now()
    session = SlotFactory(starts_at=now, ends_at=now + datetime.timedelta(hours=1)).session
    person = present(session).attendee
    with pytest.raises(NothingToCertify):
        actions.issue_certificate(person)
    end = session.main_slot.ends_at
    assert actions.issue_certificate(person, end)[0].sessions == 1


def test_the_same_is_certified_once_and_more_anew(anna):
    first, again = (actions.issue_certificate(anna)[0] for _ in range(2))
    assert first == again
    present(session_of(anna.conference, hour=17), attendee=anna)
    later, _found = actions.issue_certificate(Attendee.objects.get(pk=anna.pk))
    assert later != first
    assert Certificate.objects.count() == 2


def test_own_page_offers_what_is_over_at_any_time_and_says_what_is_not_in_it_yet(client, anna):
    open_own_page(client, anna)
    says = "Noch nicht vorbei und deshalb nicht in der Bescheinigung:"
    page = client.get("/me/").text
    assert ADDRESS in page
    assert "Sie waren in 2 Veranstaltungen anwesend." in page
    assert says not in page
    now = timezone.now() - datetime.timedelta(minutes=5)
    session = SlotFactory(session__conference=anna.conference, starts_at=now).session
    present(session, attendee=anna)
    page = client.get("/me/").text
    assert ADDRESS in page
    assert f"{says} {session.title}." in page
    assert actions.issue_certificate(Attendee.objects.get(pk=anna.pk))[0].sessions == 2
    session.slots.update(ends_at=timezone.now() - datetime.timedelta(minutes=1))
    page = client.get("/me/").text
    assert says not in page
    assert "Sie waren in 3 Veranstaltungen anwesend." in page


def test_follow_up_that_still_runs_takes_no_certificate_of_its_session_away(client, conference):
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    slot = SlotFactory(session__conference=conference, starts_at=now - hour, ends_at=now - hour / 4)
    person = present(slot.session).attendee
    pool = FollowUpPoolFactory(session=slot.session, slot__starts_at=now - hour / 4, slot__ends_at=now + hour)
    there = RegistrationFactory(session=slot.session, pool=pool, attendee=person)
    actions.mark_present(there, how=Mark.How.ONLINE)
    open_own_page(client, person)
    page = client.get("/me/").text
    assert ADDRESS in page
    assert f"nicht in der Bescheinigung: {pool.title}." in page


def test_get_issues_nothing_and_a_button_answers_with_the_file(client, anna):
    open_own_page(client, anna)
    assert client.get(ADDRESS).status_code == 405
    assert not Certificate.objects.exists()
    answer = client.post(ADDRESS)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="teilnahmebescheinigung-anna-oez.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert "Anna Öz" in papers.text(answer.content)
    assert Certificate.objects.count() == 1


def test_who_was_not_present_reads_why_there_is_none(client, conference):
    person = RegistrationFactory(session=session_of(conference)).attendee
    open_own_page(client, person)
    answer = client.post(ADDRESS)
    assert "Eine Bescheinigung gibt es" in answer.text


# The page on which everybody checks it


def test_page_says_that_a_certificate_is_genuine_without_the_name(client, anna):
    _said, certificate = certified(anna)
    answer = client.get(f"/forum/certificates/{certificate.code}/")
    assert answer.status_code == 200
    assert "Diese Bescheinigung ist echt." in answer.text
    for words in ["Forum", "A. Ö.", "2 Veranstaltungen", "2 Stunden 30 Minuten", "Verein Muster"]:
        assert words in answer.text
    assert "Anna" not in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert answer["Cache-Control"] == "no-store"


def test_link_on_the_paper_leads_to_the_page_and_can_be_copied(client, anna, settings):
    settings.BASE_URL = "https://conference.association-for-welcome-culture.example.org"
    content = certificate_pdf(*actions.issue_certificate(anna))
    [link] = papers.links(content)
    assert client.get(link.removeprefix(settings.BASE_URL)).status_code == 200
    raw = "".join(page.extract_text() for page in papers.opened(content).pages)
    assert link in raw.replace("\n", "")


@pytest.mark.parametrize("code", ["bbbbbbbbbbbb", "x", "x" * 400])
def test_unknown_code_is_said_in_words(client, conference, code):
    answer = client.get(f"/forum/certificates/{code}/")
    assert answer.status_code == 404
    assert "Eine Bescheinigung mit diesem Code kennen wir nicht." in answer.text


def test_certificate_is_not_valid_while_a_mark_that_it_names_is_taken_back(client, anna):
    _said, certificate = certified(anna)
    page = reverse("registration:certificate", args=["forum", certificate.code])
    mark = anna.registrations.order_by("pk").first()
    actions.unmark_present(mark, by=OrganiserFactory())
    said = client.get(page).text
    assert "Diese Bescheinigung ist echt" not in said
    assert "gilt aber nicht mehr" in said
    actions.mark_present(mark, how=Mark.How.LIST, by=OrganiserFactory())
    assert "Diese Bescheinigung ist echt" in client.get(page).text


def test_certificate_of_another_conference_is_unknown(client, anna):
    _said, certificate = certified(anna)
    other = AttendeeFactory().conference
    assert client.get(f"/{other.slug}/certificates/{certificate.code}/").status_code == 404


def test_certificate_goes_with_its_person(client, anna):
    _said, certificate = certified(anna)
    actions.erase(anna)
    assert client.get(f"/forum/certificates/{certificate.code}/").status_code == 404
    assert not Certificate.objects.exists()


def test_certificate_stays_with_the_one_of_two_who_are_the_same(anna):
    twin = present(session_of(anna.conference, hour=8), "Anna Oez").attendee
    certificate, _found = actions.issue_certificate(twin)
    actions.merge(anna, twin, by=None)
    certificate.refresh_from_db()
    assert certificate.attendee == anna


def test_own_data_says_what_was_certified(anna):
    _said, certificate = certified(anna)
    [found] = own_data(anna)["certificates"]
    assert (found["code"], found["minutes"]) == (certificate.code, 150)


# What organisers read of it


def test_people_are_counted_for_whom_there_is_something_to_certify(anna, conference):
    assert presence.certified(conference) == 1
    now, hour = timezone.now(), datetime.timedelta(hours=1)
    going_on = SlotFactory(session__conference=conference, starts_at=now - hour / 60, ends_at=now + hour).session
    present(going_on, "Eva")
    assert presence.certified(conference) == 1
    present(session_of(conference, hour=16, title="Abend"), "Bernd")
    people = list(presence.present(conference))
    assert presence.certified(conference) == sum(presence.of(person) is not None for person in people) == 2


def test_where_nothing_can_be_certified_nobody_is_offered_a_file(client, organiser, conference):
    page = reverse("paper:page", args=[conference.pk])
    assert "Alle Bescheinigungen" not in client.get(page).text
    present(session_of(conference))
    assert "Alle Bescheinigungen" in client.get(page).text
