"""The sample of a request to a speaker is the mail that goes out then, be it a request, a reminder, or asking anew."""

import datetime as dt

import pytest
from django.utils import timezone
from lxml import html

from programme import actions
from programme.models import Appearance
from programme.samples import sample_request
from tests.factories import AppearanceFactory, SlotFactory
from tests.mail.writing import work
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def appearance():
    session = SlotFactory(session__abstract={"de": "Text"}).session
    return AppearanceFactory(session=session, status="requested", speaker__email="ada@example.org")


def asked_yesterday(appearance):
    actions.request_speaker(appearance, by=None)
    work()
    Appearance.objects.update(asked_at=timezone.now() - dt.timedelta(days=1))


def wishes_another_time(appearance):
    asked_yesterday(appearance)
    actions.ask_for_another_time(appearance, when="Dienstag")


def was_not_reached(appearance):
    asked_yesterday(appearance)
    Message.objects.filter(kind="ask-speaker").update(bounced_at=timezone.now(), bounce_code="5.1.1")


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (lambda appearance: None, "ask-speaker"),
        (asked_yesterday, "remind-speaker"),
        (wishes_another_time, "ask-speaker"),
        (was_not_reached, "ask-speaker"),
    ],
    ids=["new", "asked", "wish", "lost"],
)
def test_sample_is_the_mail_that_goes_out(appearance, before, kind):
    before(appearance)
    appearance = Appearance.objects.get()
    sample = sample_request([appearance])
    actions.request_speaker(appearance, by=None)
    sent = Message.objects.latest("pk")
    work()
    sent.refresh_from_db()
    assert (sample.kind, sample.subject) == (sent.kind, sent.subject) == (kind, sent.subject)
    assert sample.text.partition("http")[0].split()[:40] == sent.text.partition("http")[0].split()[:40]


def test_whoever_was_withdrawn_is_named_before_they_are_asked_anew(anna, appearance):
    actions.withdraw_appearance(appearance, by=None)
    chosen = {"action": "ask", "_selected_action": [appearance.pk]}
    page = anna.post("/admin/programme/appearance/", chosen)
    assert f"Waren zurückgezogen und werden noch einmal gefragt: {appearance.speaker}." in page.text


def test_addresses_that_are_missing_are_entered_in_one_list(anna, appearance):
    people = AppearanceFactory.create_batch(2, session=appearance.session, status="requested", speaker__email="")
    page = anna.post(
        "/admin/programme/appearance/", {"action": "ask", "_selected_action": [each.pk for each in people]}
    )
    address = html.fromstring(page.text).xpath("//a[.='Alle Adressen in einer Liste eintragen']/@href")[0]
    shown = anna.get(address).context["cl"].result_list
    assert {row.pk for row in shown} == {each.speaker_id for each in people}
