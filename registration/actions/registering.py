"""How people come in: by the form, with a colleague, or entered by an organiser."""

import json
from operator import attrgetter, itemgetter
from uuid import uuid5

from django.db import DEFAULT_DB_ALIAS, IntegrityError

from programme.codes import code_key, new_checkin_code, new_code
from registration import emails
from registration.actions.answers import is_about_answers, keep
from registration.actions.kept_places import KeptPlaces
from registration.actions.places import (
    accept_words,
    check_overlaps,
    fill,
    has_free_place,
    set_status,
    up_to_date,
    use_kept_back,
    vouch,
)
from registration.actions.transitions import lock, lock_attendee, transition
from registration.exceptions import (
    AddressOfSomebodyElse,
    Busy,
    FollowUpAlone,
    NotAdmitted,
    NotAllFree,
    NothingChosen,
    QuestionsChanged,
    RegistrationClosed,
    RegistrationError,
    SessionNotBookable,
    TooManyKept,
)
from registration.models import AccessNeeds, Attendee, Registration, Submission
from womconf import prepared
from womconf.failpoints import failpoint


def register(conference, **form):
    """Note one form: a place held for a while in each pool that has one, a place on its waiting list elsewhere.

    `pools`: one for each session and each follow-up. Every session stands for itself; where this person is registered
    already, nothing changes. `together`: only if there is a place in all of them (NotAllFree). `access_codes` are those
    that were typed; `overlaps_meant` says that two sessions at the same time are chosen on purpose. `access_needs` is
    what somebody wrote who agreed that it is kept. `answers` to the conference's own questions are {Question: value};
    those to questions of other sessions than the chosen ones are not kept. `network` is where the form came from, for
    the limit of KeptPlaces; empty: no limit.

    `key` is the form's one-time key: sent again, the form changes nothing and gives the same Submission. With other
    contents it is another form, such as that of the next person on a page that came back. Whether the address is known
    makes no difference to what happens, and so to what the sender can see.
    """
    form["key"] = _key_of_contents(conference, form)
    try:
        return _register(conference, **form)
    except (IntegrityError, RegistrationError) as error:
        # A form that is there already gets its first answer again, whatever is wrong now, also if both came at once.
        if submission := Submission.objects.filter(key=form["key"]).first():
            return submission
        if isinstance(error, IntegrityError) and is_about_answers(error):
            raise QuestionsChanged from error
        raise


def _key_of_contents(conference, form):
    """Return the key of a form that says just this: made of its one-time key and of what is stored of it."""
    answers = form.get("answers") or {}
    contents = [
        conference.pk,
        *(form.get(name, "") for name in ("name", "email", "organisation", "language", "access_needs")),
        sorted(pool.pk for pool in form["pools"]),
        sorted((question.pk, str(getattr(value, "pk", value))) for question, value in answers.items()),
    ]
    return uuid5(form["key"], json.dumps(contents))


@transition
def _register(
    conference,
    *,
    name,
    email,
    pools,
    key,
    language,
    privacy_version,
    organisation="",
    access_codes=(),
    together=False,
    overlaps_meant=False,
    access_needs="",
    answers=None,
    network="",
    attendee=None,
):
    """Do as little as possible while the places are locked: in a rush everybody waits for that lock."""
    if not pools:
        raise NothingChosen
    if closed := not_admitted(pools, email, access_codes):
        raise NotAdmitted(closed)
    check_overlaps(conference, pools, are_meant=overlaps_meant)
    if attendee is None:
        attendee = _come(conference, key, name=name, email=email, organisation=organisation, language=language)
    locked = up_to_date(lock(pool.session_id for pool in pools))
    if not locked:  # deleted a moment ago
        raise SessionNotBookable
    now = locked[0].now
    if not conference.registration_is_open(now):
        raise RegistrationClosed
    wanted = _bookable(pools, locked, conference, now)
    failpoint("after count")
    kept = KeptPlaces(conference, network)
    if together and (full := [pool for pool in wanted.values() if not has_free_place(pool)]):
        raise NotAllFree(full)
    states = {pool.pk: kept.state(pool, now) for pool in sorted(wanted.values(), key=lambda pool: pool.pk)}
    if together and any(status == Registration.Status.WAITING for status, *_held in states.values()):
        raise TooManyKept
    submission = Submission(key=key, attendee=attendee, privacy_version=privacy_version, sent_at=now)
    submission.given_places = {pk: held_until for pk, (_status, held_until, _network) in states.items()}
    given = {"name": name, "organisation": organisation, "language": language}
    in_order = [wanted[what] for what in sorted(wanted, key=_session_first)]
    _take_down(submission, given, {pool.pk: states[pool.pk] for pool in in_order})
    failpoint("after insert")
    if access_needs:
        AccessNeeds.objects.create(submission=submission, text=access_needs)
    if answers:
        asked_of = {None, *(pool.session_id for pool in pools)}
        keep({asked: value for asked, value in answers.items() if asked.session_id in asked_of}, submission)
    return submission


def register_with_colleague(conference, *, colleague, key, **form):
    """Note the same form for two people: both or neither. `colleague` has their `name` and `email`.

    Each of them is asked by a mail of their own. Needs and answers are the first one's alone. Returns both Submissions,
    the first one's first.
    """
    forms = [
        {**form, "key": key},
        {**form, **colleague, "key": uuid5(key, "colleague"), "access_needs": "", "answers": {}},
    ]
    for each in forms:
        each["key"] = _key_of_contents(conference, each)
    try:
        return _register_both(conference, forms)
    except IntegrityError as error:
        if is_about_answers(error):
            raise QuestionsChanged from error
        return _register_both(conference, forms)  # sent twice at the same moment: the other one is there by now


@transition
def _register_both(conference, forms):
    """Note those of two forms that are not there yet. Return the Submissions of both.

    All that somebody else may hold is taken in the order in which everybody takes it: both people are noted, and their
    mails counted, before the pools are locked, and both are locked before the first of them gets one.
    """
    there = {submission.key: submission for submission in Submission.objects.filter(key__in=[f["key"] for f in forms])}
    new = [form for form in forms if form["key"] not in there]
    for form in sorted(new, key=itemgetter("email")):
        person = {what: form[what] for what in ("name", "email", "organisation", "language") if what in form}
        form["attendee"] = _come(conference, form["key"], **person)
    if new:
        lock(pool.session_id for pool in new[0]["pools"])
    for pk in sorted(form["attendee"].pk for form in new):
        lock_attendee(pk)
    for form in new:
        there[form["key"]] = _register(conference, **form)
    return [there[form["key"]] for form in forms]


@transition
def add(conference, *, name, email, pools, language, by, organisation="", phone="", for_owner=False):
    """Enter somebody who telephoned, and confirm them at once: an organiser vouches for the address, if there is one.

    They may take the places that are kept back. Where every place is taken, they stand on the waiting list. Where
    somebody has confirmed this address under another name, the places are for them, and they keep their name; so it
    has to be said that this is meant (`for_owner`). Return their live registrations there.
    """
    details = {"organisation": organisation, "phone": phone, "for_owner": for_owner}
    person = {"name": name, "email": email, "language": language}
    registrations = enter(conference, pools=pools, by=by, may_enter=attrgetter("is_bookable"), **person, **details)
    emails.tell_everything(registrations[0].attendee)
    return registrations


def enter(conference, *, name, pools, language, by, may_enter, email="", organisation="", phone="", for_owner=False):
    """Do what `add` does, within an action, in those pools of which `may_enter` says that they are open for it.

    The caller tells the person, once it is known what they have.
    """
    if not pools:
        raise NothingChosen
    person = {"name": name, "organisation": organisation, "language": language}
    attendee = _attendee(conference, email=email, **person) if email else Attendee(conference=conference, **person)
    if attendee.pk is None:
        attendee.save()
    locked = up_to_date(lock(pool.session_id for pool in pools))
    if not locked:  # deleted a moment ago
        raise SessionNotBookable
    now = locked[0].now
    wanted = {what: pool for what, pool in _wanted(pools, locked, conference).items() if may_enter(pool)}
    if len(wanted) != len(pools):
        raise SessionNotBookable([pool for pool in pools if (pool.session_id, pool.slot_id) not in wanted])
    attendee = lock_attendee(attendee.pk)
    if attendee.email_confirmed_at is None:
        accept_words(attendee, now, **person)
    elif not (for_owner or _is_same_name(attendee.name, name)):
        raise AddressOfSomebodyElse(attendee)
    if phone:
        attendee.phone = phone
        attendee.save(update_fields=["phone"])
    check_overlaps(conference, pools, others=attendee.confirmed_pools, are_meant=True)
    for what in sorted(wanted, key=_session_first):
        live = attendee.registrations.live().filter(session=what[0], slot=what[1])
        _give_place(attendee, wanted[what], now=now, by=by, live=live)
    fill([pool.pk for pool in locked], now)
    # Whoever had a place already keeps it, perhaps online instead of on site.
    return [row for row in attendee.registrations.live() if (row.session_id, row.slot_id) in wanted]


def _is_same_name(one, other):
    return one.casefold().split() == other.casefold().split()


def _give_place(attendee, pool, *, live, now, by):
    """Confirm somebody in a pool, or put them on its waiting list.

    `live` is what they have there already, in whichever mode: a place counts, who waits goes on waiting here.
    """
    registration = live.first()
    if registration is not None and live.unconfirmed().exists():
        vouch(registration, now, by=by)
    if registration is not None and registration.status in Registration.HAVING_PLACE:
        return
    free = pool.free_for_organisers
    status = Registration.Status.WAITING if free == 0 else Registration.Status.CONFIRMED
    if status == Registration.Status.CONFIRMED:
        use_kept_back(pool)
    if registration is None:
        where = {"session_id": pool.session_id, "slot_id": pool.slot_id, "pool": pool}
        Registration.objects.create(attendee=attendee, status=status, status_at=now, status_by=by, **where)
        return
    if registration.pool_id != pool.pk:
        registration.pool = pool
        registration.save(update_fields=["pool"])
    if status == Registration.Status.CONFIRMED:
        set_status(registration, status, now, by=by)


def _session_first(what):
    """Order pairs (session id, slot id): nobody is in a follow-up who is not in its session."""
    session, slot = what
    return slot is not None, session, slot


def not_admitted(pools, email, access_codes):
    """Return the pools of sessions that are for some people only, and not for those with this address and codes."""
    domain = email.rpartition("@")[2]
    typed = {code_key(code) for code in access_codes}
    return [pool for pool in pools if not pool.session.admits(domain, typed)]


def _bookable(pools, locked, conference, now):
    """Return {(session id, slot id): Pool} of what is wanted. Raise SessionNotBookable.

    Where a session has begun and every place of it is taken, nobody may wait for one (Session.takes_registrations).
    """
    wanted = _wanted(pools, locked, conference)
    lets_in = {pool.session_id for pool in locked if not pool.slot_id and not (pool.has_begun and pool.is_full)}
    closed = [
        pool
        for pool in pools
        if not wanted[pool.session_id, pool.slot_id].is_bookable
        or pool.session_id not in lets_in
        or not pool.session.registration_is_open(now)
    ]
    if closed:
        raise SessionNotBookable(closed)
    return wanted


def _wanted(pools, locked, conference):
    """Return {(session id, slot id): Pool as it is now}.

    A follow-up goes with its session in the same form, even for those who have that session: were it enough to have it,
    the answer would tell strangers what somebody is registered for.
    """
    current = {pool.pk: pool for pool in locked}
    if any(pool.pk not in current or pool.session.conference_id != conference.pk for pool in pools):
        raise SessionNotBookable
    wanted = {(pool.session_id, pool.slot_id): current[pool.pk] for pool in pools}
    if len(wanted) != len(set(pools)):  # on site and online at once
        raise SessionNotBookable
    if any(slot and (session, None) not in wanted for session, slot in wanted):
        raise FollowUpAlone
    return wanted


# By address, without an error where somebody else notes the same one at this moment.
FIND_OR_NOTE = """
    WITH new AS (
        INSERT INTO registration_attendee
            (conference_id, code, checkin_code, name, email, organisation, language, new_email, created_at)
        VALUES (%(conference)s, %(code)s, %(checkin_code)s, %(name)s, %(email)s, %(organisation)s, %(language)s, '',
            now())
        ON CONFLICT (conference_id, email) WHERE email <> '' DO NOTHING
        RETURNING id, email, language, email_confirmed_at
    )
    SELECT id, email, language, email_confirmed_at FROM new
    UNION ALL
    SELECT id, email, language, email_confirmed_at FROM registration_attendee
    WHERE conference_id = %(conference)s AND email = %(email)s AND email <> ''
"""
# Lock the person, note the form, and a registration for each pool in which they have none that is live. One statement,
# because everybody stands in line for it in a rush; the same for everybody, so that the time it takes does not tell
# strangers who is known here.
TAKE_DOWN = """
    WITH person AS (
        SELECT id FROM registration_attendee WHERE id = %(attendee)s FOR NO KEY UPDATE
    ), form AS (
        INSERT INTO registration_submission
            (key, attendee_id, privacy_version, sent_at, name, organisation, language, asked_for)
        SELECT %(key)s, id, %(privacy_version)s, %(now)s, %(name)s, %(organisation)s, %(language)s,
            %(pool_ids)s::bigint[]
        FROM person
        RETURNING id, attendee_id
    ), places AS (
        INSERT INTO registration_registration
            (attendee_id, submission_id, pool_id, session_id, slot_id, status, status_at, held_until, held_for)
        SELECT form.attendee_id, form.id, pool.id, pool.session_id, pool.slot_id, status, %(now)s, held_until,
            held_for
        FROM form,
            unnest(%(pool_ids)s::bigint[], %(statuses)s::text[], %(held_until)s::timestamptz[], %(held_for)s::text[])
            WITH ORDINALITY AS wanted (pool_id, status, held_until, held_for, number)
        JOIN programme_pool pool ON pool.id = wanted.pool_id
        WHERE NOT EXISTS (
            SELECT FROM registration_registration live WHERE live.attendee_id = form.attendee_id
                AND live.session_id = pool.session_id AND live.slot_id IS NOT DISTINCT FROM pool.slot_id
                AND live.status IN ('pending', 'confirmed', 'waiting'))
        ORDER BY number
    )
    SELECT id FROM form
"""


def _come(conference, key, **given):
    """Find or note a person, and ask them whether the form with this key was theirs."""
    attendee = _attendee(conference, **{"organisation": ""} | given)
    if attendee.email_confirmed_at is None:
        attendee.language = given["language"]  # of whoever is at the form; it is not stored before they confirm
    emails.ask_to_confirm(attendee, key)
    return attendee


def _attendee(conference, **given):
    """Find the person by address, or store a new one. Fields that are not needed here are loaded later."""
    values = {**given, "conference": conference.pk, "code": new_code(), "checkin_code": new_checkin_code()}
    for _try in range(2):  # the second try finds a row that another request stored while the first try waited
        for found in prepared.fetch(FIND_OR_NOTE, values):
            attendee = Attendee.from_db(DEFAULT_DB_ALIAS, ["id", "email", "language", "email_confirmed_at"], found)
            attendee.conference = conference
            return attendee
    raise Busy  # deleted by themselves between the two


def _take_down(submission, given, states):
    """Write down a form and what becomes of it in each pool, in this order; `given` are name, organisation, language.

    `states` are {key of a pool: (status, held until, held for)}. The lock of the pools is held.
    """
    values = {
        **given,
        "attendee": submission.attendee_id,
        "key": submission.key,
        "privacy_version": submission.privacy_version,
        "now": submission.sent_at,
        "pool_ids": list(states),
        "statuses": [status for status, _until, _network in states.values()],
        "held_until": [held_until for _status, held_until, _network in states.values()],
        "held_for": [held_for for _status, _until, held_for in states.values()],
    }
    found = prepared.fetch(TAKE_DOWN, values)
    if not found:  # deleted by themselves
        raise Busy
    [[submission.pk]] = found
