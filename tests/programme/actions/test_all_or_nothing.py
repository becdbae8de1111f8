"""An action that cannot do everything has done nothing."""

import datetime

import pytest
from django.db import IntegrityError, connection

from programme import actions, signals
from programme.models import Appearance, Conference, Pool, Session, Slot, Speaker
from registration.models import Registration
from tests.factories import AppearanceFactory, RegistrationFactory, SlotFactory
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_mail():
    """Let the outbox refuse every mail, as a full disk would."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mail_message ADD CONSTRAINT no_mail CHECK (false) NOT VALID")


@pytest.mark.parametrize(
    "act",
    [
        lambda asked: actions.request_speaker(asked, by=None, answer_by=datetime.date(2027, 1, 1)),
        actions.confirm_appearance,
        lambda asked: actions.decline_appearance(asked, reason="krank"),
        lambda asked: actions.send_speaker_link(asked.speaker, by=None),
        lambda asked: actions.cancel_session(asked.session),
        lambda asked: actions.set_capacity(asked.session.pool, capacity=2),
    ],
    ids=["request", "confirm", "decline", "link", "cancel", "capacity"],
)
def test_action_whose_mail_cannot_be_written_has_not_happened(asked, no_mail, act):
    actions.set_capacity(asked.session.pool, capacity=1)
    RegistrationFactory(session=asked.session)
    RegistrationFactory(session=asked.session, status="waiting")
    before = everything()
    with pytest.raises(IntegrityError, match="no_mail"):
        act(asked)
    assert everything() == before


@pytest.mark.parametrize(
    ("signal", "act"),
    [
        (signals.session_reinstated, lambda slot: actions.reinstate_session(slot.session)),
        (
            signals.slot_moved,
            lambda slot: actions.move_slot(slot, starts_at=slot.starts_at, ends_at=None, room=None),
        ),
    ],
    ids=["reinstate", "move"],
)
def test_action_whose_listener_fails_has_not_happened(signal, act):
    slot = SlotFactory(session__status="cancelled")
    before = everything()

    def fail(sender, **kwargs):
        raise RuntimeError

    signal.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            act(slot)
    finally:
        signal.disconnect(fail)
    assert everything() == before


@pytest.mark.parametrize(
    "act",
    [
        lambda appearance: actions.record_answer(appearance, status="declined", note="Brief"),
        lambda appearance: actions.withdraw_appearance(appearance, by=None),
        actions.reopen_appearance,
    ],
    ids=["record", "withdraw", "reopen"],
)
def test_answer_and_the_status_of_the_session_are_written_together(act):
    appearance = AppearanceFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE programme_session ADD CONSTRAINT stuck CHECK (status <> 'requested') NOT VALID")
    before = everything()
    with pytest.raises(IntegrityError, match="stuck"):
        act(appearance)
    assert everything() == before


def everything():
    models = (Conference, Session, Pool, Slot, Speaker, Appearance, Registration, Message)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
