"""What may happen in a programme. The only writers of a status; every door leads here.

Lock order: session, then its pools, then rooms, then its appearances and slots; several of a kind in pk order. What
decides is read after the lock is held. `by` is the organiser; None stands for the speaker, or for the program itself.
Each of them raises Busy rather than wait for long.
"""

from programme.actions.access_links import set_access_link
from programme.actions.answer_reminders import remind_to_answer
from programme.actions.appearances import (
    ask_for_another_time,
    asked_a_moment_ago,
    confirm_appearance,
    decline_appearance,
    note_technical_needs,
    record_answer,
    remove_appearance,
    reopen_appearance,
    request_speaker,
    request_speaker_for_several,
    withdraw_appearance,
)
from programme.actions.cloning import Piece, clone_conference, copy_session
from programme.actions.conferences import delete_example, publish_conference, unpublish_conference
from programme.actions.consents import give_consent, withdraw_consent
from programme.actions.desk import delete_view, put_off, save_view, take_up_again
from programme.actions.files import add_file, change_file, hand_in_file, remove_file
from programme.actions.locks import lock_session, lock_speaker, transition
from programme.actions.memberships import (
    accept_invitation,
    accept_with_new_account,
    can_be_accepted,
    forget_invitations,
    give_role,
    invite,
    revoke_invitation,
    take_role_away,
)
from programme.actions.merging import merge_speakers, tell_speakers_apart
from programme.actions.pools import (
    add_place,
    end_hybrid,
    keep_back,
    make_hybrid,
    resume_waiting_list,
    set_capacity,
    set_follow_up_capacity,
    stop_waiting_list,
)
from programme.actions.proposals import accept_proposal, decline_proposal, propose_texts
from programme.actions.reminding import remind, set_reminders
from programme.actions.sessions import (
    announce_session,
    cancel_session,
    confirm_session,
    expect_answers,
    reinstate_session,
    reopen_session,
    settle_session,
)
from programme.actions.slots import move_slot, place_slots
from programme.actions.speakers import (
    ask_speaker_who_declined,
    credit_picture,
    describe_speaker,
    remove_picture,
    remove_speaker,
    revoke_speaker_link,
    send_speaker_link,
    set_picture,
)
from programme.actions.telling import keep_back_changes, note_as_told, tell_changes

__all__ = [
    "Piece",
    "accept_invitation",
    "accept_proposal",
    "accept_with_new_account",
    "add_file",
    "add_place",
    "announce_session",
    "ask_for_another_time",
    "ask_speaker_who_declined",
    "asked_a_moment_ago",
    "can_be_accepted",
    "cancel_session",
    "change_file",
    "clone_conference",
    "confirm_appearance",
    "confirm_session",
    "copy_session",
    "credit_picture",
    "decline_appearance",
    "decline_proposal",
    "delete_example",
    "delete_view",
    "describe_speaker",
    "end_hybrid",
    "expect_answers",
    "forget_invitations",
    "give_consent",
    "give_role",
    "hand_in_file",
    "invite",
    "keep_back",
    "keep_back_changes",
    "lock_session",
    "lock_speaker",
    "make_hybrid",
    "merge_speakers",
    "move_slot",
    "note_as_told",
    "note_technical_needs",
    "place_slots",
    "propose_texts",
    "publish_conference",
    "put_off",
    "record_answer",
    "reinstate_session",
    "remind",
    "remind_to_answer",
    "remove_appearance",
    "remove_file",
    "remove_picture",
    "remove_speaker",
    "reopen_appearance",
    "reopen_session",
    "request_speaker",
    "request_speaker_for_several",
    "resume_waiting_list",
    "revoke_invitation",
    "revoke_speaker_link",
    "save_view",
    "send_speaker_link",
    "set_access_link",
    "set_capacity",
    "set_follow_up_capacity",
    "set_picture",
    "set_reminders",
    "settle_session",
    "stop_waiting_list",
    "take_role_away",
    "take_up_again",
    "tell_changes",
    "tell_speakers_apart",
    "transition",
    "unpublish_conference",
    "withdraw_appearance",
    "withdraw_consent",
]
