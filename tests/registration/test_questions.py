"""The organisers' own questions: what the database holds, what an action keeps, whose answers count."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import RestrictedError
from django.test.utils import CaptureQueriesContext

from registration import actions
from registration.exceptions import QuestionsChanged
from registration.models import Answer, Attendee, Option, Question, Registration, Submission
from tests.factories import (
    AnswerFactory,
    ConferenceFactory,
    OptionFactory,
    QuestionFactory,
    SessionFactory,
    SubmissionFactory,
)
from tests.registration.steps import register, register_and_confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def conference(session):
    return session.conference


def answered():
    return [(answer.question, str(answer)) for answer in Answer.objects.order_by("pk")]


# What the database holds


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", ""),
        ("choice", "Ja"),
        ("choice", ""),
        ("yes_no", "maybe"),
        ("yes_no", ""),
        ("number", "NaN"),
        ("number", "1e9"),
        ("number", "1,5"),
        ("number", "1\n"),
        ("number", "1" * 13),
        ("number", "0." + "1" * 7),
        ("number", ""),
    ],
)
def test_answer_has_to_fit_its_kind(kind, text):
    with pytest.raises(IntegrityError, match="answer_fits_its_kind"):
        AnswerFactory(question__kind=kind, text=text)


def test_answer_has_to_be_of_the_kind_of_its_question():
    with pytest.raises(IntegrityError, match="answer_of_the_kind_of_its_question"):
        AnswerFactory(question__kind="number", kind="text")


def test_option_has_to_be_one_of_the_question():
    submission = SubmissionFactory()
    conference = submission.attendee.conference
    own, other = OptionFactory.create_batch(2, question__conference=conference)
    AnswerFactory(submission=submission, question=own.question, option=own, text="")
    with pytest.raises(IntegrityError, match="answer_is_an_option_of_its_question"):
        AnswerFactory(submission=submission, question=other.question, option=own, text="")


def test_question_is_answered_once_in_a_form():
    answer = AnswerFactory()
    with pytest.raises(IntegrityError, match="answer_once_in_a_form"):
        AnswerFactory(submission=answer.submission, question=answer.question)


def test_question_of_another_conference_has_no_answer():
    with pytest.raises(IntegrityError, match="another conference"):
        AnswerFactory(question=QuestionFactory())


def test_question_of_a_session_belongs_to_its_conference(session):
    with pytest.raises(IntegrityError, match="two conferences"), transaction.atomic():
        QuestionFactory(session=session)
    with pytest.raises(ValidationError) as refusal:
        QuestionFactory.build(conference=ConferenceFactory(), session=session).full_clean()
    assert list(refusal.value.message_dict) == ["session"]


def test_question_with_answers_keeps_its_kind():
    question = AnswerFactory().question
    question.kind = Question.Kind.NUMBER
    with pytest.raises(ValidationError) as refusal:
        question.full_clean()
    assert list(refusal.value.message_dict) == ["kind"]
    with pytest.raises(IntegrityError, match="answer_of_the_kind_of_its_question"):
        question.save()


def test_question_without_answers_may_change_its_kind():
    question = QuestionFactory()
    question.kind = Question.Kind.NUMBER
    question.full_clean()
    question.save()


def test_unknown_kind_is_refused():
    with pytest.raises(IntegrityError, match="question_kind_known"):
        QuestionFactory(kind="date")


def test_option_that_somebody_chose_stays_but_goes_with_its_question(conference):
    option = OptionFactory(question__conference=conference)
    submission = SubmissionFactory(attendee__conference=conference)
    AnswerFactory(submission=submission, question=option.question, option=option, text="")
    with pytest.raises(RestrictedError):
        option.delete()
    option.question.delete()
    assert not Answer.objects.exists()


# What the action keeps


def test_answers_of_every_kind_arrive_as_they_were_meant(session, conference):
    text, yes, no, number = (
        QuestionFactory(conference=conference, kind=kind) for kind in ("text", "yes_no", "yes_no", "number")
    )
    option = OptionFactory(question__conference=conference)
    given = {text: "https://example.org", yes: True, no: False, number: Decimal("1E+3"), option.question: option}
    register(session, answers=given)
    assert answered() == [
        (text, "https://example.org"),
        (yes, "ja"),
        (no, "nein"),
        (number, "1000"),
        (option.question, str(option)),
    ]


def test_answers_cost_one_statement_and_none_where_nothing_is_asked(session, conference):
    questions = QuestionFactory.create_batch(30, conference=conference)
    counts = []
    for answers in ({}, {questions[0]: "x"}, dict.fromkeys(questions, "x")):
        with CaptureQueriesContext(connection) as statements:
            register(session, answers=answers, email=f"{len(answers)}@example.org")
        counts.append(len(statements))
    assert (counts[1] - counts[0], counts[2] - counts[0]) == (1, 1)


def test_answer_to_a_session_that_is_not_chosen_is_not_kept(session, conference):
    other = SessionFactory(conference=conference)
    own = QuestionFactory(conference=conference, session=session)
    register(session, answers={own: "x", QuestionFactory(conference=conference, session=other): "y"})
    assert answered() == [(own, "x")]


def changed_kind(question, _option):
    Question.objects.filter(pk=question.pk).update(kind="number")


@pytest.mark.parametrize(
    "change",
    [
        lambda question, option: question.delete(),
        changed_kind,
        lambda question, option: option.delete(),
        lambda question, option: Question.objects.filter(pk=question.pk).update(conference=ConferenceFactory()),
    ],
    ids=["question deleted", "other kind", "option deleted", "other conference"],
)
def test_question_that_changes_at_this_moment_is_said_and_nothing_is_kept(session, conference, change):
    """The form was read a moment ago; `question` and `option` are as they were then."""
    option = OptionFactory(question__conference=conference)
    change(Question.objects.get(pk=option.question_id), Option.objects.get(pk=option.pk))
    with pytest.raises(QuestionsChanged):
        register(session, answers={option.question: option})
    assert [model.objects.count() for model in (Attendee, Submission, Registration, Answer)] == [0, 0, 0, 0]


def test_form_that_is_sent_twice_is_answered_once(session, conference):
    question, key = QuestionFactory(conference=conference), uuid.uuid4()
    register(session, key=key, answers={question: "first"})
    register(session, key=key, answers={question: "first"})
    assert (answered(), Submission.objects.count()) == ([(question, "first")], 1)


def test_colleague_does_not_give_the_same_answers(session, conference):
    question = QuestionFactory(conference=conference)
    form = {"name": "Erika", "email": "e@example.org", "pools": [session.pool], "key": uuid.uuid4()}
    form |= {"language": "de", "privacy_version": "0" * 64, "answers": {question: "vegan"}}
    actions.register_with_colleague(conference, colleague={"name": "Kim", "email": "k@example.org"}, **form)
    assert [answer.submission.attendee.name for answer in Answer.objects.all()] == ["Erika"]


# Whose answers count


def test_newest_answer_of_confirmed_forms_counts(session, conference):
    question, other = QuestionFactory.create_batch(2, conference=conference)
    erika = register_and_confirm(session, answers={question: "old", other: "kept"})
    register_and_confirm(session, answers={question: "new"})
    register(session, answers={question: "by a stranger who knows the address"})
    kim = register_and_confirm(session, email="kim@example.org", answers={question: "Kim's"})
    counting = {(row.submission.attendee, str(row)) for row in Answer.objects.that_count()}
    assert counting == {(erika, "new"), (erika, "kept"), (kim, "Kim's")}


def test_merged_person_has_one_answer(session, conference):
    question = QuestionFactory(conference=conference)
    stays = register_and_confirm(session, answers={question: "one"})
    goes = register_and_confirm(session, email="other@example.org", answers={question: "two"})
    actions.merge(stays, goes, by=None)
    assert [str(row) for row in Answer.objects.filter(submission__attendee=stays).that_count()] == ["two"]
