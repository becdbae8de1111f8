"""Tables of registrations, answers and needs, and the figures for the funder: no formulas, and no names too many."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from programme import actions as programme
from programme.exports import speakers, tables
from registration import funder
from registration import tables as ours
from registration.models import AccessNeeds, Question
from registration.models.questions import Answer
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AttendeeFactory,
    OptionFactory,
    OrganiserFactory,
    QuestionFactory,
    RegistrationFactory,
    RoomFactory,
    SlotFactory,
    SubmissionFactory,
)
from tests.registration.printing import conference_that_was, present, session_of

pytestmark = pytest.mark.django_db

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|'/c calc'!A1",
    "  =1",
    "＝1",
    '=HYPERLINK("http://x")',
]


@pytest.fixture(autouse=True)
def german():
    with translation.override("de"):
        yield


def rows_of(table):
    """Read a table back from both of its files, and return the rows of the workbook."""
    table = table._replace(rows=list(table.rows))
    content = tables.as_csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    by_csv = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(tables.as_xlsx([table], title="Test"))).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(found) == len(by_csv)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [value for row in by_csv for value in row if value[:1] in tuple("=+@\t\r") or value[:2] == "-1"]
    return found


@pytest.fixture
def session():
    return SlotFactory(session__title={"de": "Öffnung"}).session


def person(session, name="Anna", **more):
    status = more.pop("status", "confirmed")
    attendee = AttendeeFactory(conference=session.conference, name=name, **more)
    return RegistrationFactory(session=session, attendee=attendee, status=status)


# Formulas


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_people_is_a_formula_in_any_table(session, text):
    conference = session.conference
    session.title = {"de": text}
    session.save()
    row = person(session, text, organisation=text, phone=text)
    submission = SubmissionFactory(attendee=row.attendee, confirmed_at=timezone.now())
    question = QuestionFactory(conference=conference, text={"de": text})
    AnswerFactory(submission=submission, question=question, text=text)
    option = OptionFactory(question__conference=conference, question__text={"de": text}, text={"de": text})
    Answer.objects.create(submission=submission, question=option.question, kind="choice", option=option)
    AppearanceFactory(session=session, speaker__name=text, speaker__phone=text)
    AccessNeeds.objects.create(submission=submission, text=text)
    for make in [ours.registrations, ours.answers, ours.answers_as_sums, ours.needs_as_sums, speakers.speakers]:
        found = rows_of(make(conference))
        assert any(text.strip() in str(value) for row in found for value in row if value)
    for table in [funder.table_of_sessions, funder.table_of_organisations]:
        rows_of(table(funder.figures(conference)))


def test_numbers_and_times_are_such_in_a_workbook(session):
    session.pools.update(capacity=0)
    row = person(session, status="waiting")
    [head, found] = rows_of(ours.registrations(session.conference))
    values = dict(zip(head, found, strict=True))
    assert values["Warteliste"] == 1
    assert values["Angemeldet"].date() == row.created_at.astimezone(session.conference.zone).date()


def test_workbook_has_a_sheet_for_each_table():
    found = [tables.Table(title, [("A", 5)], [["x"]]) for title in ("Eins/Zwei", "x" * 60)]
    workbook = openpyxl.load_workbook(io.BytesIO(tables.as_xlsx(found, title="Test")))
    assert workbook.sheetnames == ["Eins Zwei", "x" * 31]


# People


def test_registrations_are_listed_with_their_state(session):
    person(session, "Zoë", organisation="Amt")
    person(session, "Änne", status="cancelled")
    head, *found = rows_of(ours.registrations(session.conference))
    assert head[:3] == ["Veranstaltung", "Name", "E-Mail-Adresse"]
    assert [(row[0], row[1], row[4], row[6]) for row in found] == [
        ("Öffnung", "Änne", None, "abgemeldet"),
        ("Öffnung", "Zoë", "Amt", "angemeldet"),
    ]


def test_form_that_nobody_confirmed_is_in_no_table(session):
    attendee = AttendeeFactory(conference=session.conference, email_confirmed_at=None)
    submission = SubmissionFactory(attendee=attendee)
    RegistrationFactory(session=session, attendee=attendee, submission=submission, status="waiting")
    AnswerFactory(submission=submission, question__conference=session.conference)
    AccessNeeds.objects.create(submission=submission, text="Aufzug")
    for make in [ours.registrations, ours.answers, ours.answers_as_sums, ours.needs_as_sums]:
        assert len(rows_of(make(session.conference))) == 1
    assert funder.figures(session.conference).total.waiting == 0


def test_answers_stand_beside_each_person(session):
    conference = session.conference
    diet, ramp = (QuestionFactory(conference=conference, text={"de": text}, position=n) for n, text in enumerate("AB"))
    for name, said in [("Zoë", "vegan"), ("Änne", "alles")]:
        submission = SubmissionFactory(attendee=person(session, name).attendee, confirmed_at=timezone.now())
        AnswerFactory(submission=submission, question=diet, text=said)
    head, *found = rows_of(ours.answers(conference))
    assert head[2:] == ["A", "B"]
    assert [(row[0], *row[2:]) for row in found] == [("Änne", "alles", None), ("Zoë", "vegan", None)]
    assert ramp.pk


def test_answers_are_counted_without_names_and_free_texts(session):
    yes = QuestionFactory(conference=session.conference, kind=Question.Kind.YES_NO, text={"de": "Mittag?"})
    free = QuestionFactory(conference=session.conference, text={"de": "Sonst?"})
    for name, said in [("Anna", "yes"), ("Bert", "yes"), ("Carl", "no")]:
        submission = SubmissionFactory(attendee=person(session, name).attendee, confirmed_at=timezone.now())
        Answer.objects.create(submission=submission, question=yes, kind="yes_no", text=said)
        AnswerFactory(submission=submission, question=free, text=f"{name} sagt")
    assert rows_of(ours.answers_as_sums(session.conference))[1:] == [["Mittag?", "ja", 2], ["Mittag?", "nein", 1]]


@pytest.mark.parametrize(("count", "said"), [(1, "weniger als 3"), (2, "weniger als 3"), (3, 3), (5, 5)])
def test_needs_are_sums_and_small_ones_point_to_nobody(session, count, said):
    for number in range(count):
        row = person(session, f"Person {number}")
        submission = SubmissionFactory(attendee=row.attendee, confirmed_at=timezone.now())
        AccessNeeds.objects.create(submission=submission, text="Aufzug")
    assert rows_of(ours.needs_as_sums(session.conference))[1:] == [["Öffnung", said]]


def test_speakers_are_listed_with_what_is_never_public(session):
    AppearanceFactory(session=session, speaker__name="Zoë Ast", speaker__phone="0361", status="requested")
    AppearanceFactory(session=session, speaker__name="Bert Beil", status="declined")
    head, *found = rows_of(speakers.speakers(session.conference))
    assert [(row[0], row[4], row[5], row[6]) for row in found] == [
        ("Zoë Ast", "0361", "Öffnung (Referent:in, angefragt)", 1),
        ("Bert Beil", None, None, 0),
    ]
    assert head[0] == "Name"


# Figures


def test_figures_count_sessions_and_different_people():
    conference = conference_that_was()
    first = session_of(conference)
    second = session_of(conference, hour=14, title="Zweite")
    second.slots.update(room=RoomFactory(conference=conference, kind="on_site"))
    anna = present(first).attendee
    present(second, attendee=anna)
    person(second)
    second.pools.update(capacity=2)
    person(second, status="waiting")
    found = funder.figures(conference)
    assert [(row.title, row.registered, row.waiting, row.present) for row in found.sessions] == [
        ("Öffnung", 1, 0, 1),
        ("Zweite", 2, 1, 1),
    ]
    assert (found.total.registered, found.total.present, found.people, found.people_present) == (3, 2, 2, 1)
    assert [(row.registered_on_site, row.registered_online) for row in found.sessions] == [(0, 1), (2, 0)]


def test_hybrid_session_is_counted_by_mode():
    conference = conference_that_was(venue={"de": "Rathaus"})
    session = session_of(conference)
    programme.make_hybrid(session, on_site=None, online=None)
    session.refresh_from_db()
    on_site, online = session.own_pools
    for pool, number in [(on_site, 3), (online, 2)]:
        for _number in range(number):
            present(session, pool=pool)
    [row] = funder.figures(conference).sessions
    assert (row.registered, row.registered_on_site, row.registered_online) == (5, 3, 2)
    assert (row.present_on_site, row.present_online) == (3, 2)


def test_organisations_of_few_people_are_not_named(session):
    came_from = [("Amt für Vielfalt", 2), ("AMT  für Vielfalt ", 1), ("Praxis Anna Müller", 1), ("Klein", 2), ("", 1)]
    for name, count in came_from:
        for _number in range(count):
            person(session, organisation=name)
    found = funder.figures(session.conference).organisations
    assert found == [
        ["Amt für Vielfalt", 3, 0],
        ["2 Organisationen mit weniger als 3 Personen", 3, 0],
        ["Ohne Organisation", 1, 0],
    ]


def test_figures_have_no_names_of_people(client, session):
    client.force_login(OrganiserFactory())
    row = person(session, "Anna Zwiebelfisch", organisation="Zwiebelfisch und Partner")
    AnswerFactory(
        submission=SubmissionFactory(attendee=row.attendee, confirmed_at=timezone.now()),
        question__conference=session.conference,
        text="Zwiebelfisch",
    )
    names = ["figures", "figures.xlsx", "figures-of-sessions.csv", "figures-of-organisations.csv"]
    for name in [*names, "answers-as-sums.csv", "answers-as-sums.xlsx"]:
        answer = client.get(reverse("paper:without-names", args=[session.conference.pk, name]))
        assert answer.status_code == 200
        content = answer.content
        if content.startswith(b"PK"):
            book = openpyxl.load_workbook(io.BytesIO(content))
            content = str([[c.value for c in row] for sheet in book for row in sheet.iter_rows()]).encode()
        assert b"Zwiebelfisch" not in content


def test_figures_cost_the_same_number_of_queries_for_many(django_assert_max_num_queries, session):
    for number in range(12):
        person(SlotFactory(session__conference=session.conference).session, f"Person {number}")
    with django_assert_max_num_queries(9):
        funder.figures(session.conference)


@pytest.mark.parametrize(("venue", "expected"), [({"de": "Rathaus"}, (1, 0)), ({}, (0, 1))], ids=["house", "online"])
def test_session_without_a_room_is_where_the_conference_is(venue, expected):
    session = session_of(conference_that_was(venue=venue))
    session.slots.update(room=None)
    person(session)
    [row] = funder.figures(session.conference).sessions
    assert (row.registered_on_site, row.registered_online) == expected
