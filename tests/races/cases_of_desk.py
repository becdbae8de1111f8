"""Cases of test_rollback: imports, the next conference, and what organisers note for each other."""

import datetime

from programme import actions as programme_actions
from programme.account_forms import AccountForm
from programme.imports import steps
from programme.imports.text import read
from programme.models import Role
from registration.actions.cloning import clone_questions, copy_questions
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganiserFactory,
    QuestionFactory,
    SessionFactory,
    SlotFactory,
)
from tests.races.cases import case
from tests.races.cases_of_programme import CASES

__all__ = ["CASES"]  # of registration and of the whole programme

DAY = datetime.date(2030, 5, 3)
TO_IMPORT = "# Tagung am 3. Mai 2027\n\n## 9-10 Uhr: Wege (Eva Horn)\n"


def text_looked_at():
    return steps.keep(by=OrganiserFactory(), code="", shown="", content=TO_IMPORT, digest="seen")


@case(steps.keep)
def _():
    text = text_looked_at()
    return steps.keep, [], {"by": text.by, "code": text.code, "shown": "seen", "content": "# Anders", "digest": "new"}


@case(steps.apply)
def _():
    text = text_looked_at()
    draft, _report = read(TO_IMPORT.encode())
    return steps.apply, [draft], {"by": text.by, "code": text.code, "digest": "seen"}


@case(programme_actions.clone_conference)
def _():
    conference = SlotFactory().conference
    facts = {"title": {"de": "Neu"}, "slug": "neu", "starts_on": DAY, "parts": list(programme_actions.Piece)}
    return programme_actions.clone_conference, [conference], facts


@case(clone_questions)
def _():
    question = QuestionFactory()
    return clone_questions, [question.conference, ConferenceFactory(), {}], {}


@case(programme_actions.copy_session)
def _():
    appearance = AppearanceFactory()
    QuestionFactory(session=appearance.session, conference=appearance.session.conference)
    return programme_actions.copy_session, [appearance.session], {}


@case(copy_questions)
def _():
    session = SessionFactory()
    QuestionFactory(session=session, conference=session.conference)
    return copy_questions, [session, SessionFactory(conference=session.conference)], {}


@case(programme_actions.put_off)
def _():
    return programme_actions.put_off, [ConferenceFactory(), "backup"], {"until": DAY, "by": None}


@case(programme_actions.take_up_again)
def _():
    conference = ConferenceFactory()
    programme_actions.put_off(conference, "backup", until=DAY, by=None)
    return programme_actions.take_up_again, [conference, "backup"], {}


VIEW = {"name": "Offene", "query": "status__exact=requested", "by": None}


@case(programme_actions.save_view)
def _():
    return programme_actions.save_view, [ConferenceFactory(), "programme.session"], VIEW


@case(programme_actions.delete_view)
def _():
    conference = ConferenceFactory()
    view = programme_actions.save_view(conference, "programme.session", **VIEW)
    return programme_actions.delete_view, [conference, "programme.session", view.pk], {}


# Who works on a conference

ACCOUNT = {"username": "neu", **dict.fromkeys(["password1", "password2"], "mit drei Pferden nach Erfurt")}


def invited():
    return programme_actions.invite(ConferenceFactory(), email="x@example.org", role=Role.READER, by=OrganiserFactory())


@case(programme_actions.give_role)
def _():
    user = OrganiserFactory(is_superuser=False, is_staff=False)
    return programme_actions.give_role, [ConferenceFactory(), user, Role.READER], {"by": OrganiserFactory()}


@case(programme_actions.take_role_away)
def _():
    by = OrganiserFactory()
    membership = programme_actions.give_role(ConferenceFactory(), by, Role.READER, by=by)
    return programme_actions.take_role_away, [membership], {"by": by}


@case(programme_actions.invite)
def _():
    again = {"email": "x@example.org", "role": Role.LEAD, "by": OrganiserFactory()}
    return programme_actions.invite, [invited().conference], again


@case(programme_actions.revoke_invitation)
def _():
    return programme_actions.revoke_invitation, [invited()], {}


@case(programme_actions.accept_invitation)
def _():
    return programme_actions.accept_invitation, [invited(), OrganiserFactory(is_staff=False)], {}


@case(programme_actions.accept_with_new_account)
def _():
    form = AccountForm(ACCOUNT)
    form.full_clean()
    return programme_actions.accept_with_new_account, [invited(), form], {}
