"""What organisers take out about people who registered: a conference in, tables (programme.exports.tables) out."""

from collections import Counter, defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programme.exports.tables import Table
from programme.models import Pool
from registration.models import AccessNeeds, Answer, Question, Registration

FEW = 3  # below it, a number may point to somebody


def registrations(conference):
    """Return one row for each registration, by session, then name; nothing of forms that nobody confirmed."""
    found = Registration.objects.settled().with_number().filter(session__conference=conference)
    found = found.select_related("attendee", "pool__session", "pool__slot").order_by(
        "session_id", "slot_id", "attendee__folded_name", "pk"
    )
    columns = [(_("Session"), 50), (_("Name"), 30), (_("E-mail address"), 30), (_("Telephone"), 15)]
    columns += [(_("Organisation"), 30), (_("On site or online"), 12), (_("Status"), 18), (_("Waiting list"), 8)]
    columns += [(_("Registered"), 17), (_("Present since"), 17)]
    modes = {**dict(Pool.Mode.choices), "": ""}

    def local(moment):
        return moment and moment.astimezone(conference.zone).replace(tzinfo=None)

    def row(registration):
        attendee, pool = registration.attendee, registration.pool
        title = str(pool.session.title) if pool.slot is None else f"{pool.slot.label}: {pool.session.title}"
        facts = [title, attendee.name, attendee.email, attendee.phone, attendee.organisation, modes[pool.mode]]
        state = [registration.in_words, registration.number]
        return [*facts, *state, local(registration.created_at), local(registration.attended_at)]

    return Table(_("Registrations"), columns, (row(found) for found in found.iterator(chunk_size=2000)))


def answers(conference):
    """Return one row for each person who answered a question, and one column for each question."""
    questions = list(conference.questions.order_by("session_id", "position", "pk"))
    given = defaultdict(dict)
    counting = Answer.objects.that_count().filter(question__conference=conference)
    for answer in counting.select_related("question", "option", "submission__attendee"):
        given[answer.submission.attendee][answer.question_id] = str(answer)
    columns = [(_("Name"), 30), (_("E-mail address"), 30), *((str(question.text), 30) for question in questions)]
    people = sorted(given, key=lambda person: (person.folded_name, person.pk))
    rows = (
        [person.name, person.email, *(given[person].get(question.pk) for question in questions)] for person in people
    )
    return Table(_("Answers"), columns, rows)


def answers_as_sums(conference):
    """Return how often each answer was given to the questions that can be counted, without any names."""
    counts = Counter()
    for answer in Answer.objects.that_count().filter(question__conference=conference):
        if answer.kind == Question.Kind.TEXT:
            continue
        counts[answer.question_id, str(answer)] += 1
    questions = {question.pk: question for question in conference.questions.order_by("session_id", "position", "pk")}
    columns = [(_("Question"), 50), (_("Answer"), 40), (_("People"), 10)]
    rows = [
        [str(question.text), said, count]
        for key, question in questions.items()
        for (asked, said), count in sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))
        if asked == key
    ]
    return Table(_("Answers as sums"), columns, rows)


def needs_as_sums(conference):
    """Return how many people in each session have written what they need to take part; never what.

    The table goes to houses and caterers. A one or two in it would point to somebody on the list to sign, so that these
    are said as fewer than three; who plans for them reads their words, where the rights allow it.
    """
    confirmed = AccessNeeds.objects.filter(submission__confirmed_at__isnull=False)
    people = confirmed.filter(submission__attendee__conference=conference).values("submission__attendee")
    rows = Registration.objects.live().filter(attendee__in=people).select_related("pool__session", "pool__slot")
    found = defaultdict(set)
    for registration in rows:
        found[registration.pool.session_id, str(registration.pool.session.title)].add(registration.attendee_id)
    columns = [(_("Session"), 50), (_("People who need something"), 30)]
    return Table(_("Access needs"), columns, [[title, said(len(who))] for (_key, title), who in sorted(found.items())])


def said(count):
    """Return a number of people as others may read it: small ones are not told apart."""
    return count if count == 0 or count >= FEW else pgettext("number of people", "fewer than 3")
