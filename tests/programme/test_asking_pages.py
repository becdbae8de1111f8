"""Pages on which speakers are asked, reminded, or no longer asked."""

import pytest
from django.urls import reverse

from programme import actions
from programme.models import Appearance, Speaker
from tests.browsers import said
from tests.factories import AppearanceFactory, SlotFactory
from womconf.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organiser")]
CHOSEN = "_selected_action"


@pytest.fixture
def session():
    return SlotFactory(session__abstract={"de": "Text"}).session


def act(client, name, *rows, **typed):
    page = reverse(f"admin:programme_{rows[0]._meta.model_name}_changelist")
    return client.post(page, {"action": name, CHOSEN: [row.pk for row in rows], **typed}, follow=True)


def noted(session, **kwargs):
    """Somebody of whom a text says that they have agreed."""
    appearance = AppearanceFactory(session=session, status="requested", **kwargs)
    return actions.record_answer(appearance, status="confirmed", note="Aus dem Text.")


def test_whoever_agreed_as_a_text_says_is_asked_to_confirm_from_both_lists(client, session):
    one, other = noted(session), noted(session)
    for row, appearance in ((one, one), (other.speaker, other)):
        page = act(client, "ask", row)
        assert "1 E-Mail geht hinaus" in page.text
        assert f"{appearance.speaker}. Bis" in page.text
        act(client, "ask", row, sure="True", words="", answer_by="")
        appearance.refresh_from_db()
        assert appearance.status == "requested"
    assert Message.objects.filter(kind="ask-speaker").count() == 2


@pytest.mark.parametrize("typed", [{}, {"sure": "True", "words": "", "answer_by": ""}])
def test_where_nobody_is_asked_the_page_says_why_and_has_no_button(client, session, organiser, typed):
    agreed = AppearanceFactory(session=session)
    just_now = AppearanceFactory(session=session, status="requested")
    actions.request_speaker(just_now, by=organiser)
    cancelled = AppearanceFactory(session__conference=session.conference, session__status="cancelled")
    sent = Message.objects.count()
    for rows in ([agreed], [just_now], [cancelled], [agreed.speaker], [agreed, just_now]):
        page = act(client, "ask", *rows, **typed)
        assert "Es geht keine E-Mail hinaus" in page.context["explanation"]
        assert not page.context["can_act"]
        assert '<input type="submit"' not in page.text.partition('class="ask-first"')[2]
        assert page.context["mails"] == []
    assert Message.objects.count() == sent


def test_number_of_mails_is_that_of_those_who_are_written_to(client, session, organiser):
    rows = [AppearanceFactory(session=session), AppearanceFactory(session=session, status="requested")]
    assert "1 E-Mail geht hinaus" in act(client, "ask", *rows).text


def test_page_names_whoever_declined_and_would_be_asked_once_more(client, session):
    appearance = AppearanceFactory(session=session, status="declined")
    assert f"noch einmal gefragt: {appearance.speaker}." in act(client, "ask", appearance).context["explanation"]


def test_page_shows_the_mail_once_in_each_language(client, session):
    for language in ("de", "en", "en"):
        AppearanceFactory(session=session, status="requested", speaker__language=language)
    pages = [
        act(client, "ask", *Appearance.objects.all()),
        act(client, "ask", *Speaker.objects.all()),
        client.get(reverse("admin:programme_ask_all", args=[session.conference_id])),
    ]
    for page in pages:
        assert [mail.language for mail in page.context["mails"]] == ["de", "en"]
        assert all(str(session.title.localize(mail.language)) in mail.text for mail in page.context["mails"])
    assert not Message.objects.exists()


def test_nobody_is_withdrawn_before_it_is_confirmed(client, session):
    agreed = AppearanceFactory(session=session)
    page = act(client, "withdraw", agreed)
    assert "1 davon hat zugesagt." in page.context["explanation"]
    agreed.refresh_from_db()
    assert agreed.status == "confirmed"
    assert said(act(client, "withdraw", agreed, sure="True")) == ["1 Anfrage ist zurückgezogen."]
    agreed.refresh_from_db()
    assert agreed.status == "withdrawn"
