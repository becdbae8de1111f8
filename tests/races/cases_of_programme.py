"""Cases of test_rollback: the actions of the programme."""

import datetime

from django.utils import timezone

from programme import actions as programme_actions
from programme import handing_in_views
from programme.actions import moving
from programme.models import Conference, Slot
from programme.pictures import Portrait
from programme.session_files import Handed
from registration import actions
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    ConsentFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    PictureFactory,
    ProposalFactory,
    RegistrationFactory,
    SessionFactory,
    SessionFileFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.mail.declining import told_speaker
from tests.races.cases import CASES, asked, case, full_session, hybrid_session, moved
from tests.registration.steps import register_and_confirm
from womconf.mail.models import Message

__all__ = ["CASES"]  # of registration and of the programme


@case(programme_actions.publish_conference)
def _():
    return programme_actions.publish_conference, [ConferenceFactory(published_at=None)], {}


@case(programme_actions.unpublish_conference)
def _():
    return programme_actions.unpublish_conference, [ConferenceFactory()], {"by": None}


@case(programme_actions.delete_example)
def _():
    session, _erika = full_session()
    Conference.objects.update(is_example=True)
    return programme_actions.delete_example, [session.conference], {}


@case(actions.forget_everybody)
def _():
    session, _erika = full_session()
    return actions.forget_everybody, [session.conference], {}


@case(programme_actions.merge_speakers)
def _():
    other = asked().speaker
    PictureFactory(speaker=other)
    return programme_actions.merge_speakers, [SpeakerFactory(conference=other.conference), other], {"by": None}


@case(programme_actions.tell_speakers_apart)
def _():
    one = asked().speaker
    return programme_actions.tell_speakers_apart, [[one, SpeakerFactory(conference=one.conference)]], {"by": None}


@case(programme_actions.set_access_link)
def _():
    return programme_actions.set_access_link, [SessionFactory(), "https://meet.example.org/a"], {}


@case(programme_actions.announce_session)
def _():
    return programme_actions.announce_session, [SessionFactory(status="draft")], {}


@case(programme_actions.confirm_session)
def _():
    return programme_actions.confirm_session, [asked().session], {"by": OrganiserFactory()}


@case(programme_actions.reopen_session)
def _():
    return programme_actions.reopen_session, [SessionFactory()], {"by": OrganiserFactory()}


@case(programme_actions.settle_session)
def _():
    session = programme_actions.reopen_session(SessionFactory(), by=OrganiserFactory())
    return programme_actions.settle_session, [session], {}


@case(programme_actions.expect_answers)
def _():
    appearance = AppearanceFactory(session__status_by=OrganiserFactory(), status="requested")
    return programme_actions.expect_answers, [appearance.session], {}


@case(programme_actions.cancel_session)
def _():
    session, _erika = full_session()
    return programme_actions.cancel_session, [session], {}


@case(programme_actions.reinstate_session)
def _():
    session, _erika = full_session()
    return programme_actions.reinstate_session, [programme_actions.cancel_session(session)], {}


@case(programme_actions.set_capacity)
def _():
    session, _erika = full_session()
    return programme_actions.set_capacity, [session.pool], {"capacity": 2}


@case(programme_actions.add_place)
def _():
    return programme_actions.add_place, [SessionFactory(capacity=2).pool], {}


@case(programme_actions.keep_back)
def _():
    session = SessionFactory(capacity=2)
    programme_actions.keep_back(session.pool, count=2)
    register_and_confirm(session)
    return programme_actions.keep_back, [session.pool], {"count": 0}


@case(programme_actions.stop_waiting_list)
def _():
    return programme_actions.stop_waiting_list, [SessionFactory(capacity=1)], {}


@case(programme_actions.resume_waiting_list)
def _():
    session, erika = full_session()
    programme_actions.stop_waiting_list(session)
    actions.cancel_all(erika)
    return programme_actions.resume_waiting_list, [session], {}


@case(programme_actions.make_hybrid)
def _():
    session, _erika = full_session()
    return programme_actions.make_hybrid, [session], {"on_site": 2, "online": 5}


@case(programme_actions.end_hybrid)
def _():
    return programme_actions.end_hybrid, [hybrid_session()], {"capacity": 3}


@case(programme_actions.set_follow_up_capacity)
def _():
    return programme_actions.set_follow_up_capacity, [FollowUpPoolFactory(capacity=1).slot], {"capacity": 2}


@case(programme_actions.place_slots)
def _():
    old = SlotFactory()
    new = Slot(session=old.session, conference=old.conference, **moved(old))
    old.starts_at -= datetime.timedelta(hours=1)
    return programme_actions.place_slots, [[old, new]], {}


@case(moving.remove_slot)
def _():
    session, _erika = full_session()
    return moving.remove_slot, [session.slots.get()], {}


@case(moving.change_zone)
def _():
    session, _erika = full_session()
    SlotFactory(session__conference=session.conference)
    return moving.change_zone, [session.conference, "Asia/Kolkata"], {}


@case(programme_actions.move_slot)
def _():
    session, _erika = full_session()
    slot = session.slots.get()
    return programme_actions.move_slot, [slot], moved(slot)


@case(programme_actions.tell_changes)
def _():
    return programme_actions.tell_changes, [moved_and_untold()], {}


@case(programme_actions.keep_back_changes)
def _():
    conference = moved_and_untold()
    programme_actions.tell_changes(conference, at=timezone.now() + datetime.timedelta(hours=1))
    return programme_actions.keep_back_changes, [conference], {}


@case(programme_actions.note_as_told)
def _():
    return programme_actions.note_as_told, [moved_and_untold()], {"by": None}


def moved_and_untold():
    """Return a conference in which somebody does not know when their session is."""
    slot = SlotFactory()
    register_and_confirm(slot.session)
    Message.objects.update(status="cancelled")
    return slot.conference


@case(programme_actions.request_speaker)
def _():
    return programme_actions.request_speaker, [AppearanceFactory(status="declined")], {"by": OrganiserFactory()}


@case(programme_actions.request_speaker_for_several)
def _():
    one = AppearanceFactory(status="declined")
    other = AppearanceFactory(status="requested", speaker=one.speaker, session__conference=one.session.conference)
    return programme_actions.request_speaker_for_several, [[one, other]], {"by": OrganiserFactory()}


@case(programme_actions.ask_for_another_time)
def _():
    return programme_actions.ask_for_another_time, [asked_for_mail()], {"when": "Dienstag"}


def asked_for_mail():
    """Return the request to somebody of a conference whose organisers read its mail."""
    return AppearanceFactory(status="requested", session__conference__contact_email="office@example.org")


@case(programme_actions.remind_to_answer)
def _():
    now = timezone.now()
    days = datetime.timedelta(days=1)
    AppearanceFactory(status="requested", asked_at=now - 20 * days, answer_by=timezone.localdate() + days)
    return programme_actions.remind_to_answer, [], {}


@case(programme_actions.note_technical_needs)
def _():
    return programme_actions.note_technical_needs, [AppearanceFactory(), "Beamer"], {}


@case(programme_actions.propose_texts)
def _():
    appearance = AppearanceFactory()
    texts = {("abstract", "de"): "Neu", ("materials_url", ""): "https://example.org/"}
    return programme_actions.propose_texts, [appearance.speaker, appearance.session, texts], {}


@case(programme_actions.accept_proposal)
def _():
    proposal = ProposalFactory()
    return programme_actions.accept_proposal, [proposal], {"by": OrganiserFactory(), "shown": proposal.digest}


@case(programme_actions.decline_proposal)
def _():
    proposal = ProposalFactory()
    how = {"by": OrganiserFactory(), "shown": proposal.digest, "reason": "Zu lang."}
    return programme_actions.decline_proposal, [proposal], how


@case(programme_actions.give_consent)
def _():
    return programme_actions.give_consent, [SpeakerFactory(), "photo"], {}


@case(programme_actions.withdraw_consent)
def _():
    consent = ConsentFactory(speaker__conference__contact_email="office@example.org")
    return programme_actions.withdraw_consent, [consent.speaker, consent.kind], {}


@case(handing_in_views._save)
def _():
    typed = {"initial-technical_needs": "", "technical_needs": "Beamer", "abstract_0": "Neu", "initial-abstract_0": ""}
    return handing_in_views._save, [AppearanceFactory(), typed], {}


@case(programme_actions.confirm_appearance)
def _():
    return programme_actions.confirm_appearance, [asked()], {}


@case(programme_actions.decline_appearance)
def _():
    return programme_actions.decline_appearance, [asked()], {"reason": "verhindert"}


@case(programme_actions.record_answer)
def _():
    return programme_actions.record_answer, [asked()], {"status": "confirmed", "note": "Telefon"}


@case(programme_actions.reopen_appearance)
def _():
    return programme_actions.reopen_appearance, [AppearanceFactory()], {}


@case(programme_actions.withdraw_appearance)
def _():
    return programme_actions.withdraw_appearance, [asked()], {"by": None}


@case(programme_actions.remove_appearance)
def _():
    return programme_actions.remove_appearance, [asked()], {"by": None}


@case(programme_actions.remove_speaker)
def _():
    return programme_actions.remove_speaker, [asked().speaker], {"by": None}


@case(programme_actions.remind)
def _():
    slot = SlotFactory(starts_at=timezone.now() + datetime.timedelta(minutes=8))  # too soon to wait after a change
    RegistrationFactory(session=slot.session)
    AppearanceFactory(session=slot.session)
    return programme_actions.remind, [], {}


@case(programme_actions.set_reminders)
def _():
    return programme_actions.set_reminders, [SpeakerFactory()], {"wanted": False}


@case(programme_actions.send_speaker_link)
def _():
    return programme_actions.send_speaker_link, [SpeakerFactory()], {}


@case(programme_actions.set_picture)
def _():
    drawn = Portrait(b"drawn", 480, 480)
    return programme_actions.set_picture, [PictureFactory().speaker, drawn], {"by": None}


@case(programme_actions.credit_picture)
def _():
    return programme_actions.credit_picture, [PictureFactory().speaker], {"credit": "Kim Licht", "by": None}


@case(programme_actions.remove_picture)
def _():
    return programme_actions.remove_picture, [PictureFactory().speaker], {"by": None}


def handed():
    return Handed("pdf", b"%PDF-1.7 %%EOF")


@case(programme_actions.hand_in_file)
def _():
    appearance = AppearanceFactory()
    return programme_actions.hand_in_file, [appearance.speaker, appearance.session, handed()], {"name": "Folien"}


@case(programme_actions.add_file)
def _():
    facts = {"name": "Folien", "is_shown": True, "by": None}
    return programme_actions.add_file, [SessionFactory(), handed()], facts


@case(programme_actions.change_file)
def _():
    return programme_actions.change_file, [SessionFileFactory()], {"is_shown": True, "by": None}


@case(programme_actions.remove_file)
def _():
    return programme_actions.remove_file, [SessionFileFactory()], {}


@case(programme_actions.ask_speaker_who_declined)
def _():
    speaker = told_speaker(SlotFactory().session).speaker
    facts = {"uid": speaker.told.get().uid, "address": speaker.email}
    return programme_actions.ask_speaker_who_declined, [speaker.pk], facts


@case(programme_actions.revoke_speaker_link)
def _():
    return programme_actions.revoke_speaker_link, [SpeakerFactory()], {"by": None}
