"""How a session was: asked once it is over, counted once, and never to be led back to anybody."""

import csv
import datetime
import io
import logging
import threading

import pytest
from django.apps import apps
from django.db import connection, connections, models
from django.urls import reverse
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Conference, Slot
from registration import actions, emails, feedback_summary
from registration.actions import feedback
from registration.exceptions import FeedbackIsClosed, FeedbackIsGiven
from registration.exports import own_data
from registration.models import Feedback, FeedbackGiven, Registration
from tests.factories import ConferenceFactory, FollowUpPoolFactory, OrganiserFactory, RegistrationFactory, SlotFactory
from tests.races.test_rollback import everything
from tests.seed import browser_of, browser_with

pytestmark = pytest.mark.django_db

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def session():
    """Return a session that was over an hour ago."""
    starts_at = timezone.now() - 2 * HOUR
    conference = ConferenceFactory(asks_feedback=True, starts_on=timezone.localdate())
    return SlotFactory(session__conference=conference, starts_at=starts_at).session


def people(session, number=1):
    return [RegistrationFactory(session=session, status="confirmed") for _ in range(number)]


def typed(session, **more):
    return {"session": session.code, "rating": "4", "good": "Die Beispiele", "better": "", **more}


def send(registration, **more):
    client = browser_with(emails.personal_link(registration.attendee))
    form = {"person": registration.attendee.code, **typed(registration.session, **more)}
    return client.post(reverse("registration:me-feedback"), form, follow=True)


# Who is asked, and when


def test_form_stands_on_the_personal_page_once_the_session_is_over(session):
    [person] = people(session)
    client = browser_with(emails.personal_link(person.attendee))
    assert reverse("registration:me-feedback") in client.get(reverse("registration:me")).text
    answer = send(person)
    assert answer.redirect_chain[-1][1] == 302
    assert "Niemand sieht, welche Antwort von Ihnen ist." in answer.text
    shown = client.get(reverse("registration:me")).text
    assert reverse("registration:me-feedback") not in shown
    said = Feedback.objects.get()
    assert (said.session, said.rating, said.good, said.better) == (session, 4, "Die Beispiele", "")


NOT_ASKED = {
    "the conference does not ask": lambda session: Conference.objects.update(asks_feedback=False),
    "it is not over": lambda session: Slot.objects.update(ends_at=timezone.now() + HOUR),
    "it has no time": lambda session: Slot.objects.all().delete(),
    "it is a month ago": lambda session: Slot.objects.update(
        starts_at=timezone.now() - 30 * DAY - 2 * HOUR, ends_at=timezone.now() - 30 * DAY
    ),
    "it was cancelled": programme_actions.cancel_session,
    "they gave the place back": lambda session: actions.cancel(Registration.objects.get(), by=OrganiserFactory()),
    "it is a rehearsal": lambda session: Conference.objects.update(
        starts_on=timezone.localdate() - 9 * DAY, ends_on=timezone.localdate() - 8 * DAY
    ),
}


@pytest.mark.parametrize("reason", NOT_ASKED)
def test_nobody_is_asked_or_heard_if(session, reason):
    [person] = people(session)
    NOT_ASKED[reason](session)
    page = browser_with(emails.personal_link(person.attendee)).get(reverse("registration:me")).text
    assert reverse("registration:me-feedback") not in page
    assert send(person).status_code == 200
    with pytest.raises(FeedbackIsClosed):
        actions.give_feedback(person, rating=1)
    assert not Feedback.objects.exists()


def test_whoever_only_waited_is_not_asked(session):
    session.pools.update(capacity=0)
    person = RegistrationFactory(session=session, status="waiting")
    with pytest.raises(FeedbackIsClosed):
        actions.give_feedback(person, rating=1)


def test_follow_up_is_not_asked_about_by_itself(session):
    slot = SlotFactory(session=session, kind="follow_up", starts_at=timezone.now() - 2 * HOUR)
    [person] = people(session)
    pool = FollowUpPoolFactory(session=session, slot=slot)
    RegistrationFactory(session=session, attendee=person.attendee, pool=pool, status="confirmed")
    page = browser_with(emails.personal_link(person.attendee)).get(reverse("registration:me")).text
    assert page.count(reverse("registration:me-feedback")) == 1


def test_answer_without_a_choice_comes_back_with_what_was_typed(session):
    [person] = people(session)
    answer = send(person, rating="", good="Alles")
    assert answer.status_code == 200
    assert "Alles</textarea>" in answer.text
    assert 'class="error-summary"' in answer.text
    assert not Feedback.objects.exists()


WRONG = [{"rating": "6"}, {"rating": "0"}, {"rating": "x"}, {"good": "a" * 1001}, {"good": "\0"}]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_the_form_does_not_offer_is_refused(session, wrong):
    [person] = people(session)
    assert send(person, **wrong).status_code == 200
    assert not Feedback.objects.exists()


def test_sent_twice_says_so_and_counts_once(session):
    [person] = people(session)
    send(person)
    again = send(person, rating="1")
    assert str(FeedbackIsGiven()) in again.text
    assert [each.rating for each in Feedback.objects.all()] == [4]


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_the_same_moment_counts_once(session):
    [person] = people(session)
    results, start = [], threading.Barrier(2)

    def press():
        start.wait()
        try:
            actions.give_feedback(person, rating=5)
            results.append("stored")
        except FeedbackIsGiven:
            results.append("given")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["given", "stored"]
    assert (Feedback.objects.count(), FeedbackGiven.objects.count()) == (1, 1)


def test_mark_of_a_former_key_still_counts(session, settings):
    [person] = people(session)
    actions.give_feedback(person, rating=5)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(FeedbackIsGiven):
        actions.give_feedback(person, rating=1)


# Nothing leads back


def test_tables_have_nothing_that_names_a_person_or_a_time():
    allowed = {
        Feedback: {"id", "session", "rating", "good", "better", "is_shown"},
        FeedbackGiven: {"mark", "session"},
    }
    for model, names in allowed.items():
        assert {field.name for field in model._meta.concrete_fields} == names
        assert not any(isinstance(field, models.DateField | models.TimeField) for field in model._meta.fields)
        assert not isinstance(model._meta.pk, models.AutoField)  # a number would tell the order
        assert not hasattr(model, "pgh_event_models")
    pointing = [
        (model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model in allowed and not field.auto_created
    ]
    assert pointing == []


@pytest.mark.django_db(transaction=True)
def test_all_rows_of_a_session_come_from_one_transaction_in_a_random_order(session):
    orders = set()
    for number, person in enumerate(people(session, 6)):
        actions.give_feedback(person, rating=1 + number % 5, good=str(number))
        for table in ("registration_feedback", "registration_feedbackgiven"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(DISTINCT xmin::text), count(*) FROM {table}")  # noqa: S608
                assert cursor.fetchone() == (1, number + 1), table
    for _ in range(5):
        with connection.cursor() as cursor:
            cursor.execute("SELECT good FROM registration_feedback ORDER BY ctid")
            orders.add(tuple(good for (good,) in cursor.fetchall()))
        session_answers = list(Feedback.objects.all())
        feedback._write_anew(Feedback, session, [feedback._under_another_key(each) for each in session_answers])
    assert len(orders) > 1  # six in one order five times: one in 6! to the fourth


def test_answer_changes_two_tables_and_leaves_its_words_in_one(session):
    person, *others = people(session, 4)
    for other in others:
        actions.give_feedback(other, rating=3)
    before = everything()
    actions.give_feedback(person, rating=5, good="Quittengelee", better="Zwetschgen")
    after = everything()
    changed = {table.strip('"') for table in after if after[table] != before[table]}
    assert changed == {"registration_feedback", "registration_feedbackgiven"}
    with connection.cursor() as cursor:
        found = set()
        for table in after:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%Quittengelee%'")  # noqa: S608
            if cursor.fetchone()[0]:
                found.add(table.strip('"'))
    assert found == {"registration_feedback"}


def test_no_column_of_both_sides_has_the_same_value(session):
    """The join that an evil eye would try: each value of the two tables against each value of the person's rows."""
    persons = people(session, 3)
    for person in persons:
        actions.give_feedback(person, rating=2, good="Ja")
    rows = [*Feedback.objects.values(), *FeedbackGiven.objects.values()]
    ours = {str(value) for row in rows for value in row.values()}
    common = {str(session.pk), "True", "False", "2", ""}  # the session of everybody, and words that all rows have
    for person in persons:
        rows = [Registration.objects.filter(pk=person.pk).values().get()]
        rows += [type(person.attendee).objects.filter(pk=person.attendee_id).values().get()]
        rows += list(person.events.values())
        theirs = {str(value) for row in rows for value in row.values()}
        assert not (ours & theirs) - common - {str(person.pk)}


def test_logs_have_no_word_of_it(session, caplog):
    [person] = people(session)
    with caplog.at_level(logging.DEBUG):
        send(person, good="Quittengelee")
        send(person, rating="", better="Zwetschgen")
    said = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not any(word in line for line in said for word in ("Quittengelee", "Zwetschgen"))


def test_person_who_is_deleted_takes_no_answer_along_and_none_leads_to_them(session):
    persons = people(session, 3)
    for person in persons:
        actions.give_feedback(person, rating=5, good="Gut")
    assert own_data(persons[0].attendee)["registrations"][0]["said_how_it_was"] is True
    assert "Gut" not in str(own_data(persons[0].attendee))
    actions.erase(persons[0].attendee)
    assert Feedback.objects.count() == 3


# What organisers learn


def test_organisers_learn_of_answers_three_at_a_time(session):
    shown = []
    for person in people(session, 7):
        actions.give_feedback(person, rating=4, good="Gut")
        [row] = feedback_summary.rows(session.conference)
        shown.append(row.number)
    assert shown == [0, 0, 3, 3, 3, 6, 6]


def test_rest_is_shown_when_nobody_can_answer_any_more_and_then_nobody_knows_who_did(session):
    for person in people(session, 4):
        actions.give_feedback(person, rating=4, good="Gut")
    now = timezone.now()
    assert actions.close_feedback(now + 29 * DAY) == 0
    assert FeedbackGiven.objects.count() == 4
    assert actions.close_feedback(now + 31 * DAY) == 1
    assert actions.close_feedback(now + 31 * DAY) == 0
    [row] = feedback_summary.rows(session.conference)
    assert (row.number, FeedbackGiven.objects.count()) == (4, 0)


def test_two_answers_are_never_shown(session):
    for person in people(session, 2):
        actions.give_feedback(person, rating=1, good="Geheim")
    actions.close_feedback(timezone.now() + 31 * DAY)
    assert "Geheim" not in page_of(session.conference).text


def test_texts_go_after_a_year_and_sums_stay(session):
    for person in people(session, 3):
        actions.give_feedback(person, rating=5, good="Gut", better="Mehr Zeit")
    now = timezone.now()
    actions.close_feedback(now + 364 * DAY)
    assert Feedback.objects.filter(good="Gut").count() == 3
    assert actions.close_feedback(now + 366 * DAY) == 1
    [row] = feedback_summary.rows(session.conference)
    assert (row.number, row.average, row.good, row.better) == (3, 5, [], [])


def page_of(conference, name="conference-feedback"):
    return browser_of(OrganiserFactory()).get(reverse(name, args=[conference.pk]))


def test_summary_has_sums_a_picture_the_texts_and_a_table(session):
    persons = people(session, 4)
    for person in persons[:3]:
        actions.mark_present(person, how="list", by=OrganiserFactory())
    for person, rating in zip(persons[:3], (5, 5, 2), strict=True):
        actions.give_feedback(person, rating=rating, good="=1+1", better="<b>Luft</b>")
    page = page_of(session.conference).text
    assert "3 von 4" in page
    assert "Durchschnitt (5 = sehr gut, 1 = gar nicht gut)" in page
    assert "4,0" in page
    assert '<rect x="0.00" width="66.67" height="8" class="rating-5"/>' in page
    assert "&lt;b&gt;Luft&lt;/b&gt;" in page
    answer = page_of(session.conference, "conference-feedback-csv")
    header, sums, *texts = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert len(header) == 11
    assert sums == [str(session.title), "4", "3", "4.00", "2", "0", "0", "1", "0", "", ""]
    assert [line[-2:] for line in texts] == [["'=1+1", ""]] * 3 + [["", "<b>Luft</b>"]] * 3


def test_answers_are_counted_of_all_who_could_answer_whoever_was_marked_as_present(session):
    persons = people(session, 4)
    actions.mark_present(persons[0], how="list", by=OrganiserFactory())
    for person in persons[1:]:
        actions.give_feedback(person, rating=4)
    [row] = feedback_summary.rows(session.conference)
    assert (row.number, row.people) == (3, 4)


def test_answers_stand_by_themselves_once_more_people_have_answered_than_are_left(session):
    persons = people(session, 3)
    for person in persons:
        actions.give_feedback(person, rating=4)
    actions.erase(persons[0].attendee)
    page = page_of(session.conference).text
    assert "<td>3</td>" in page
    assert "3 von" not in page


def test_summary_leaves_out_what_is_not_over(session):
    ahead = SlotFactory(session__conference=session.conference, starts_at=timezone.now() - HOUR / 2).session
    people(session)
    people(ahead)
    assert [row.session for row in feedback_summary.rows(session.conference)] == [session]
    assert feedback_summary.rows(session.conference, timezone.now() + DAY)[-1].session == ahead
