"""What registration brings into a conference that is made of another one: the organisers' questions, and nobody."""

from programme.copies import Copies
from registration.actions.transitions import transition
from registration.models import Option, Question

QUESTIONS = Copies(
    Question,
    same=("text", "help_text", "kind", "is_required", "position"),
    new=("conference", "session"),
)
OPTIONS = Copies(Option, same=("text", "position"), new=("question",))
COPIES = [QUESTIONS, OPTIONS]


@transition
def clone_questions(source, conference, sessions):
    """Ask in a conference what another one asks, with the answers that are offered.

    `sessions` is {key of a session there: the one here}: what only a session asks that is not among them stays behind.
    """
    asked = Question.objects.filter(conference=source).order_by("pk")
    come = [question for question in asked if question.session_id is None or question.session_id in sessions]
    _ask_again(come, conference, sessions)


@transition
def copy_questions(source, session):
    """Ask for a copy of a session what is asked for this one alone."""
    _ask_again(Question.objects.filter(session=source).order_by("pk"), session.conference, {source.pk: session})


def _ask_again(questions, conference, sessions):
    made = {
        question.pk: QUESTIONS.of(question, conference=conference, session=sessions.get(question.session_id))
        for question in questions
    }
    Question.objects.bulk_create(made.values())
    options = Option.objects.filter(question__in=made).order_by("pk")
    Option.objects.bulk_create(OPTIONS.of(option, question=made[option.question_id]) for option in options)
