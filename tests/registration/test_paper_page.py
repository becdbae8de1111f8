"""The page “Paper and files”: what organisers get from it, who may, and that it is noted."""

import io
import re
import zipfile

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from registration.emails import checkin_address
from registration.models import AccessNeeds, Certificate, Export, OrderedFile
from registration.paper import badges, signing
from tests import papers
from tests.factories import (
    AttendeeFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.registration.printing import conference_that_was, present, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SlotFactory(
        session__title={"de": "Öffnung"}, session__conference__slug="forum", session__capacity=2
    ).session
    for name, status in [("Änne Ast", "confirmed"), ("Bernd Wartet", "waiting"), ("Zoë Ö", "confirmed")]:
        RegistrationFactory(
            session=session, attendee=AttendeeFactory(conference=session.conference, name=name), status=status
        )
    return session


def page(conference, name=None):
    if name:
        return reverse("paper:without-names", args=[conference.pk, name])
    return reverse("paper:page", args=[conference.pk])


# The list to sign


def test_list_to_sign_is_two_clicks_from_the_first_page(client, organiser, session):
    conference = session.conference
    assert f'<a href="{page(conference)}">' in client.get("/admin/").text
    shown = client.get(page(conference)).text
    assert f'<button class="button" name="session" value="{session.code}">' in shown
    answer = client.post(page(conference), {"what": "list", "session": session.code})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="unterschriftenliste-oeffnung.pdf"'
    said = papers.text(answer.content)
    assert "1 Änne Ast" in said
    assert "2 Zoë Ö" in said
    assert "Bernd Wartet" not in said
    assert "2 angemeldet" in said
    assert "10:00 – 11:00 Uhr" in said
    assert "7" in said.split()  # five lines more


def test_list_has_as_many_empty_lines_as_are_asked_for(client, organiser, session):
    answer = client.post(page(session.conference), {"what": "list", "session": session.code, "empty_lines": "0"})
    assert "3" not in papers.text(answer.content).split()
    for wrong in ["-1", "61", "viele"]:
        sent = {"what": "list", "session": session.code, "empty_lines": wrong}
        assert client.post(page(session.conference), sent).status_code == 404


def test_head_of_a_list_is_repeated_on_each_page(session):
    session.pools.update(capacity=99)
    session.registrations.filter(status="waiting").delete()
    for number in range(60):
        attendee = AttendeeFactory(conference=session.conference, name=f"Person {number:02}")
        RegistrationFactory(session=session, attendee=attendee)
    [found] = signing.signings(session.conference)
    reader = papers.opened(signing.signing_list(found, language="de"))
    assert len(reader.pages) > 2
    assert all("Unterschrift" in page.extract_text() for page in reader.pages)
    assert {"H1", "Table", "THead", "TH", "TD"} <= set(papers.tags(reader))


def test_list_of_a_hybrid_session_says_where_each_is(session):
    from programme import actions

    actions.make_hybrid(session, on_site=2, online=5)
    [found] = signing.signings(session.conference)
    said = papers.text(signing.signing_list(found, language="de"))
    assert "vor Ort" in said


def test_follow_up_with_places_of_its_own_has_a_list_of_its_own():
    pool = FollowUpPoolFactory(session=SlotFactory().session)
    anna = RegistrationFactory(session=pool.session).attendee
    RegistrationFactory(session=pool.session)
    RegistrationFactory(session=pool.session, attendee=anna, pool=pool)
    first, second = signing.signings(pool.session.conference)
    assert (first.slot, first.registered) == (None, 2)
    assert (second.slot, second.registered) == (pool.slot, 1)


def test_list_costs_the_same_number_of_queries_for_many_sessions(django_assert_num_queries, session):
    conference = session.conference
    with django_assert_num_queries(4):
        signing.signings(conference)
    for _number in range(10):
        SlotFactory(session__conference=conference)
    with django_assert_num_queries(4):
        assert len(signing.signings(conference)) == 11


def test_drafts_and_cancelled_sessions_have_no_list(session):
    for status in ("draft", "cancelled"):
        SessionFactory(conference=session.conference, status=status)
    assert [found.session for found in signing.signings(session.conference)] == [session]


# Badges


def test_badges_are_for_who_has_a_place(client, organiser, session):
    answer = client.post(page(session.conference), {"what": "badges"})
    said, reader = papers.text(answer.content), papers.opened(answer.content)
    assert "Änne Ast" in said
    assert "Bernd Wartet" not in said
    assert papers.tags(reader).count("Figure") == 2
    assert len(reader.pages) == 1


def test_two_dates_of_one_title_are_told_apart(client, organiser, session):
    later = session.main_slot.ends_at
    SlotFactory(session=SessionFactory(conference=session.conference, title=session.title), starts_at=later)
    text = client.get(page(session.conference)).text
    for shown in (r"<option[^>]*>(Öffnung[^<]*)</option>", r'<span class="visually-hidden">: (Öffnung[^<]*)</span>'):
        names = re.findall(shown, text)
        assert len(set(names)) == len(names) == 2


def test_badge_has_a_code_that_tells_strangers_nothing(session):
    person = session.conference.attendees.first()
    words = checkin_address(person)
    assert words.startswith("http")
    assert person.name not in words
    assert person.email not in words


def test_badges_of_very_long_names_stay_on_their_badge(session):
    session.conference.attendees.update(name="Wolfeschlegelsteinhausenbergerdorff " * 3)
    people = badges.wearers(session.conference)
    reader = papers.opened(badges.badges(session.conference, people, language="de"))
    assert len(reader.pages) == 1
    assert reader.pages[0].extract_text().count("Wolfeschlegelsteinhausenbergerdorff") == 6


def test_many_badges_are_made_by_the_worker(client, organiser, session, monkeypatch):
    monkeypatch.setattr(badges, "MOST_AT_ONCE", 1)
    answer = client.post(page(session.conference), {"what": "badges"}, follow=True)
    assert "Die Datei entsteht." in answer.text
    assert OrderedFile.objects.get().kind == "badges"


# Single people


def act(client, action, people):
    sent = {"action": action, "_selected_action": [person.pk for person in people]}
    return client.post(reverse("admin:registration_attendee_changelist"), sent, follow=True)


def test_single_people_get_their_badge_and_certificate(client, organiser):
    session = session_of(conference_that_was())
    anna, other = (present(session, name).attendee for name in ("Anna", "Bert"))
    assert "Anna" in papers.text(act(client, "print_badges", [anna]).content)
    answer = act(client, "print_certificates", [anna])
    assert answer["Content-Disposition"] == 'attachment; filename="teilnahmebescheinigung-anna.pdf"'
    assert "Anna" in papers.text(answer.content)
    with zipfile.ZipFile(io.BytesIO(act(client, "print_certificates", [anna, other]).content)) as archive:
        assert archive.namelist() == ["0001-anna.pdf", "0002-bert.pdf"]
    assert Certificate.objects.count() == 2
    assert [(found.kind, found.about, found.by) for found in Export.objects.order_by("pk")] == [
        ("badges", "1 Person", organiser),
        ("certificates", "1 Person", organiser),
        ("certificates", "2 Personen", organiser),
    ]


def test_who_was_not_present_is_named_and_gets_none(client, organiser, session):
    answer = act(client, "print_certificates", list(session.conference.attendees.filter(name="Zoë Ö")))
    assert "Zoë Ö" in answer.text
    assert not Certificate.objects.exists()


# The programme, and what is wrong


def test_papers_about_the_programme_are_links_that_note_nothing(client, organiser, session):
    day = session.conference.starts_on.isoformat()
    for name, query in [("booklet.pdf", {"language": "en", "size": "a4"}), ("room-signs.pdf", {"day": day})]:
        answer = client.get(page(session.conference, name), query)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        papers.opened(answer.content)
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("booklet.pdf", {"language": "xx"}),
        ("booklet.pdf", {"size": "a0"}),
        ("room-signs.pdf", {"day": "heute"}),
        ("nothing.pdf", {}),
        ("figures.pdf", {}),
        ("needs.exe", {}),
        ("booklet.csv", {}),
    ],
)
def test_what_there_is_not_is_not_found(client, organiser, session, name, query):
    assert client.get(page(session.conference, name), query).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"what": "passwords"},
        {"what": "list"},
        {"what": "list", "session": "nothing"},
        {"what": "list", "session": "a" * 400},
        {"what": "badges", "session": "nothing"},
        {"what": "badges", "language": "xx"},
        {"what": "registrations", "ending": "exe"},
        {"file": "x"},
    ],
)
def test_button_that_there_is_not_does_nothing(client, organiser, session, sent):
    assert client.post(page(session.conference), sent).status_code == 404
    assert not Export.objects.exists()


def test_nobody_to_certify_is_said(client, organiser, session):
    answer = client.post(page(session.conference), {"what": "certificates"}, follow=True)
    assert "Es gibt noch niemanden" in answer.text
    assert not OrderedFile.objects.exists()


# Who may


def staff(client, *names):
    user = OrganiserFactory(is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


def test_page_shows_each_only_what_they_may(client, session):
    conference = session.conference
    staff(client, "view_session")
    shown = client.get(page(conference)).text
    assert "booklet.pdf" in shown
    assert 'value="list"' not in shown
    assert client.get(page(conference, "figures")).status_code == 403
    for what in ["list", "badges", "certificates", "lists", "registrations", "answers", "speakers"]:
        assert client.post(page(conference), {"what": what, "session": session.code}).status_code == 403
    staff(client, "view_registration")
    shown = client.get(page(conference)).text
    assert 'value="list"' in shown
    assert "booklet.pdf" not in shown
    assert client.get(page(conference, "booklet.pdf")).status_code == 403
    assert client.post(page(conference), {"what": "speakers"}).status_code == 403
    staff(client, "view_speaker")
    assert client.get(page(conference)).status_code == 403
    assert not Export.objects.exists()


def test_needs_are_for_the_named_role_only(client, organiser, session):
    assert client.get(page(session.conference, "needs.csv")).status_code == 403
    assert "needs.csv" not in client.get(page(session.conference)).text
    organiser.groups.add(Group.objects.get_or_create(name=AccessNeeds.ROLE)[0])
    assert client.get(page(session.conference, "needs.csv")).status_code == 200
    assert "needs.csv" in client.get(page(session.conference)).text


# What is noted


def test_each_export_about_people_is_noted_without_their_names(client, organiser, session):
    conference = session.conference
    for sent in [{"what": "list", "session": session.code}, {"what": "badges"}, {"what": "registrations"}]:
        assert client.post(page(conference), sent).status_code == 200
    client.post(page(conference), {"what": "speakers", "ending": "csv"})
    found = [(export.kind, export.about, export.by) for export in Export.objects.order_by("pk")]
    assert found == [
        ("list", "Öffnung", organiser),
        ("badges", "", organiser),
        ("registrations", "XLSX", organiser),
        ("speakers", "CSV", organiser),
    ]
    shown = client.get(reverse("admin:registration_export_changelist")).text
    assert "Unterschriftenliste" in shown
    assert organiser.username in shown
    assert "Änne" not in shown


def test_page_says_how_many_were_present(client, organiser):
    conference = conference_that_was()
    present(session_of(conference))
    assert "1 Person war in einer Veranstaltung anwesend, die vorbei ist." in client.get(page(conference)).text
