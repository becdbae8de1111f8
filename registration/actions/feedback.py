"""How a session was: said by those who had a place in it, in a way that leads back to nobody (docs/decisions/0031)."""

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from programme.models import Session
from registration.actions.transitions import lock, transition
from registration.exceptions import FeedbackIsClosed, FeedbackIsGiven
from registration.models import Feedback, FeedbackGiven, Registration

OPEN_FOR = timedelta(days=30)  # after the session
TEXTS_KEPT = timedelta(days=365)  # after it: sums remain
AT_ONCE = 3  # answers that organisers learn of together; fewer they do not get to see
RANDOM = secrets.SystemRandom()


def may_give_feedback(registration, now=None):
    """Whether somebody is asked now how it was; `registration` with its session, that with its slots."""
    session, now = registration.session, now or timezone.now()
    had_place = registration.status == Registration.Status.CONFIRMED and registration.slot_id is None
    is_asked = session.conference.asks_feedback and not session.is_cancelled
    return had_place and is_asked and session.has_ended(now) and now < session.last_moment + OPEN_FOR


def with_feedback(registrations):
    """Return the keys of those of some registrations whose people have said how it was."""
    marks = {mark: registration.pk for registration in registrations for mark in _marks(registration)}
    return {marks[mark] for mark in FeedbackGiven.objects.filter(mark__in=marks).values_list("mark", flat=True)}


@transition
def give_feedback(registration, *, rating, good="", better=""):
    """Store what somebody says of a session, once. Raises FeedbackIsGiven and FeedbackIsClosed.

    All answers of the session and all notes that somebody has answered are written anew, in a random order: neither the
    place of a row nor the transaction that wrote it tells which one is new.
    """
    lock([registration.session_id])
    registration = Registration.objects.with_session().filter(pk=registration.pk).first()
    if registration is None or not may_give_feedback(registration):
        raise FeedbackIsClosed
    if with_feedback([registration]):
        raise FeedbackIsGiven
    session = registration.session
    answer = Feedback(session=session, rating=rating, good=good, better=better, is_shown=False)
    answers = [*Feedback.objects.filter(session=session), answer]
    if sum(not each.is_shown for each in answers) >= AT_ONCE:
        for each in answers:
            each.is_shown = True
    _write_anew(Feedback, session, [_under_another_key(each) for each in answers])
    given = FeedbackGiven(mark=_marks(registration)[0], session=session)
    _write_anew(FeedbackGiven, session, [*FeedbackGiven.objects.filter(session=session), given])


def close_feedback(now=None):
    """Forget who has answered where nobody can any more, show what is left to show; delete old texts.

    Return how many sessions there were.
    """
    now = now or timezone.now()
    answered = Session.objects.filter(feedback__isnull=False).distinct().select_related("conference")
    count = 0
    for session in answered.prefetch_related("slots"):
        ended_at = session.last_moment or session.conference.ends_at
        if ended_at + OPEN_FOR <= now:
            count += _close(session, without_texts=ended_at + TEXTS_KEPT <= now)
    return count


@transition
def _close(session, *, without_texts):
    """Return 1 if there was anything to do, else 0."""
    lock([session.pk])
    answers = list(Feedback.objects.filter(session=session))
    is_complete = len(answers) < AT_ONCE or all(each.is_shown for each in answers)
    has_texts = any(each.good or each.better for each in answers)
    marks, _per_model = FeedbackGiven.objects.filter(session=session).delete()
    if not marks and is_complete and not (without_texts and has_texts):
        return 0
    for each in answers:
        each.is_shown = len(answers) >= AT_ONCE
        if without_texts:
            each.good = each.better = ""
    _write_anew(Feedback, session, [_under_another_key(each) for each in answers])
    return 1


def _under_another_key(answer):
    answer.pk = uuid.uuid4()
    return answer


def _write_anew(model, session, rows):
    RANDOM.shuffle(rows)
    model.objects.filter(session=session).delete()
    model.objects.bulk_create(rows)


def _marks(registration):
    """Return the marks of a registration, by the present key first: those of former keys count, too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    salt, value = "registration.feedback.given", str(registration.pk)
    return [salted_hmac(salt, value, secret=key, algorithm="sha256").hexdigest() for key in keys]
