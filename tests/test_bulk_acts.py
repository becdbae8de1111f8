"""An act on several rows says first how many they are, and does nothing until that is answered."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from django.utils import timezone

from programme.models import Appearance, Conference, Session, Speaker
from registration.models import Attendee, HelperLink, Mailing, Registration
from tests import markup
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    HelperLinkFactory,
    RegistrationFactory,
    SessionFactory,
)
from womconf.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organiser")]

# Which of two rows ask nothing here, and why.
OTHERS = {
    "answer": "of one person only",
    "send": "of one e-mail only",
    "merge": "a page of its own shows both",
    "tell_apart": "of two people; nothing happens to them",
    "tell_change": "leads to the page that shows who is told what",
    "print_badges": "a file",
    "print_certificates": "a file",
    "send_trial": "to whoever presses the button",
}


def of_one_conference(factory, **kwargs):
    def make():
        conference = ConferenceFactory()
        return [factory(conference=conference, **kwargs) for _ in range(2)]

    return make


def appearances():
    session = SessionFactory()
    return [AppearanceFactory(session=session, speaker__email="a@example.org", status="requested") for _ in range(2)]


def registrations():
    conference = ConferenceFactory()
    session = SessionFactory(conference=conference)
    return [RegistrationFactory(attendee__conference=conference, session=session) for _ in range(2)]


def messages():
    conference = ConferenceFactory()
    what = {"to": "a@example.org", "status": Message.Status.FAILED, "last_error": "550"}
    return [Message.objects.create(conference=conference, key=key, **what) for key in "ab"]


def mailings():
    what = {"to": "attendees", "subject": {"de": "Morgen"}, "text": {"de": "Bis morgen!"}}
    conference = ConferenceFactory()
    return [Mailing.objects.create(conference=conference, **what) for _ in range(2)]


ROWS = {
    Session: of_one_conference(SessionFactory),
    Conference: lambda: ConferenceFactory.create_batch(2, is_example=True),
    Speaker: lambda: [appearance.speaker for appearance in appearances()],
    Appearance: appearances,
    Registration: registrations,
    Attendee: of_one_conference(AttendeeFactory, email_confirmed_at=timezone.now()),
    HelperLink: of_one_conference(HelperLinkFactory),
    Message: messages,
    Mailing: mailings,
}


def acts():
    """Return (model, name) of every act of a list."""
    return [
        (model, getattr(action, "__name__", action))
        for model, model_admin in admin.site._registry.items()
        for action in model_admin.actions or []
    ]


def test_every_list_with_acts_is_looked_at():
    assert {model for model, _name in acts()} - ROWS.keys() - {_only_trials()} == set()


def _only_trials():
    return next(model for model, name in acts() if name == "send_trial")


@pytest.mark.parametrize(("model", "name"), [pair for pair in acts() if pair[1] not in OTHERS])
def test_act_on_several_rows_asks_first_and_names_their_number(client, model, name):
    rows = ROWS[model]()
    before = list(model._base_manager.order_by("pk").values())
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    page = client.post(address, {"action": name, ACTION_CHECKBOX_NAME: [row.pk for row in rows], "index": "0"})
    assert page.status_code == 200
    assert page.template_name == "admin/ask_first.html"
    assert "2 " in page.context["explanation"] or len(page.context["chosen"]) == 2
    assert list(model._base_manager.order_by("pk").values()) == before
    answered = client.post(address, _as_a_browser_answers(page.text))
    assert answered.status_code == 302, "the page asks again, whatever it is answered"


def _as_a_browser_answers(html):
    """Return what the form of a page that asks sends: what stands in it, and a text where there is room for one."""
    form = markup.parse(re.search('<form method="post" novalidate class="ask-first">.*?</form>', html, re.DOTALL)[0])
    data = {}
    for field in form.all("input", "textarea"):
        kind = field.get("type") or field.tag
        is_off = kind == "checkbox" and "checked" not in field.attributes
        if field.get("name") and kind != "submit" and not is_off:
            typed = "am Telefon" if kind in {"text", "textarea"} and "required" in field.attributes else ""
            data.setdefault(field["name"], []).append(field.get("value") or field.text or typed)
    return data


def test_answer_runs_the_act(client):
    sessions = of_one_conference(SessionFactory)()
    address = reverse("admin:programme_session_changelist")
    chosen = {"action": "announce", ACTION_CHECKBOX_NAME: [row.pk for row in sessions]}
    question = client.post(address, {**chosen, "index": "0"})
    assert "2 Veranstaltungen sind ausgewählt." in question.text
    client.post(address, {**chosen, "sure": "on"})
    assert not Session.objects.filter(status=Session.Status.DRAFT).exists()


def test_single_row_is_not_asked_about(client):
    session = SessionFactory()
    address = reverse("admin:programme_session_changelist")
    client.post(address, {"action": "announce", ACTION_CHECKBOX_NAME: [session.pk], "index": "0"})
    assert Session.objects.get().status != Session.Status.DRAFT
