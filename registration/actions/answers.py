"""What people add to their registration later, or organisers for them: answers to own questions, and access needs."""

from uuid import uuid4

from django.db import IntegrityError

from registration.actions.transitions import lock_attendee, now_in_database, transition
from registration.exceptions import NotConfirmed, QuestionsChanged
from registration.models import AccessNeeds, Answer, Submission


def answer(attendee, answers, *, questions):
    """Put `answers`, {Question: value}, in the place of what somebody answered to `questions` so far.

    Raises Gone, NotConfirmed, and QuestionsChanged where an organiser deletes one of them at this moment.
    """
    try:
        _answer(attendee, answers, questions)
    except IntegrityError as error:
        if is_about_answers(error):
            raise QuestionsChanged from error
        raise


@transition
def _answer(attendee, answers, questions):
    attendee = lock_attendee(attendee.pk)
    earlier = Answer.objects.filter(submission__attendee=attendee, submission__confirmed_at__isnull=False)
    earlier.filter(question__in=questions).delete()
    if answers:
        keep(answers, _later_form(attendee))


@transition
def note_needs(attendee, text):
    """Put `text` in the place of what somebody wrote about their access needs; with an empty one, nothing is left.

    Raises Gone, NotConfirmed.
    """
    attendee = lock_attendee(attendee.pk)
    AccessNeeds.objects.filter(submission__attendee=attendee).delete()
    if text:
        AccessNeeds.objects.create(submission=_later_form(attendee), text=text)


def keep(answers, submission):
    """Store {Question: value} as answers of one form."""
    rows = [question.answer(value) for question, value in answers.items()]
    for row in rows:
        row.submission = submission
    Answer.objects.bulk_create(rows)


def is_about_answers(error):
    """Say whether the database refused an answer: its question or its option has just been deleted."""
    return error.__cause__.diag.table_name == Answer._meta.db_table


def _later_form(attendee):
    """Note a form that asks for no session, of somebody whose address is known to be right. Raises NotConfirmed.

    Whoever has never confirmed it may be anybody: what is written for them would count under a stranger's address.
    """
    if attendee.email_confirmed_at is None:
        raise NotConfirmed
    now = now_in_database()
    return Submission.objects.create(key=uuid4(), attendee=attendee, sent_at=now, confirmed_at=now)
