"""What speakers agree to: each thing on its own, with its moments, and taken back at any time."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme import actions
from programme.models import Consent, Speaker
from tests.factories import ConsentFactory, SpeakerFactory
from tests.mail.writing import work
from tests.programme.actions.seen import mails
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker():
    return SpeakerFactory(conference__contact_email="team@example.org", name="Ada Berg")


def valid():
    return set(Consent.objects.valid().values_list("kind", flat=True))


def test_nobody_has_agreed_to_anything_from_the_start(speaker):
    assert valid() == set()


def test_each_stands_for_itself_and_agreeing_twice_is_once(speaker):
    before = timezone.now()
    actions.give_consent(speaker, "photo")
    actions.give_consent(speaker, "photo")
    assert (valid(), before <= Consent.objects.get().given_at <= timezone.now(), mails()) == ({"photo"}, True, [])


def test_withdrawing_keeps_both_moments_and_tells_the_organisers(speaker):
    for kind in ("photo", "recording"):
        actions.give_consent(speaker, kind)
    actions.withdraw_consent(speaker, "photo")
    actions.withdraw_consent(speaker, "photo")
    assert valid() == {"recording"}
    taken_back = Consent.objects.get(kind="photo")
    assert taken_back.given_at <= taken_back.withdrawn_at
    work()
    mail = Message.objects.get()
    assert (mail.to, mail.subject) == ("team@example.org", "Ada Berg hat eine Einwilligung widerrufen: Fotos")


def test_whoever_agrees_again_gets_another_row_and_nobody_is_alarmed(speaker):
    actions.give_consent(speaker, "photo")
    actions.withdraw_consent(speaker, "photo")
    actions.give_consent(speaker, "photo")
    work()
    assert (Consent.objects.count(), valid(), Message.objects.get().status) == (2, {"photo"}, "cancelled")


def test_lists_know_who_may_not_be_recorded(speaker):
    other, former = SpeakerFactory(), SpeakerFactory()
    ConsentFactory(speaker=other)
    ConsentFactory(speaker=speaker, kind="photo")
    before = timezone.now() - datetime.timedelta(days=1)
    ConsentFactory(speaker=former, given_at=before, withdrawn_at=timezone.now())
    ConsentFactory(speaker=former, kind="photo")
    assert set(Speaker.objects.with_consent("recording")) == {other}
    assert set(Speaker.objects.without_consent("recording")) == {speaker, former}


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"kind": "everything"}, "consent_kind_known"),
        (
            {"withdrawn_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
            "consent_withdrawn_after_it_was_given",
        ),
    ],
)
def test_database_refuses_a_consent_that_cannot_be(wrong, name):
    ConsentFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Consent.objects.update(**wrong)


def test_database_keeps_one_valid_consent_of_a_kind(speaker):
    ConsentFactory(speaker=speaker)
    with pytest.raises(IntegrityError, match="consent_once"), transaction.atomic():
        ConsentFactory(speaker=speaker)
