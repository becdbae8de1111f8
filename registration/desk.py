"""What the organisers' desk says of people who registered."""

from django.db.models import Count, Exists, Min, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.desk import watch
from programme.desk.items import BROKEN, CONFERENCE, MOST_NAMED, PEOPLE_WAIT, Item, Named, some
from programme.desk.mail import MOST_PARTS, whom_to_call
from programme.desk.speakers import twice
from programme.roles import GIVE_ROLES
from programme.twins import TWICE
from registration import actions, further_dates, reinstated
from registration.models import Attendee, Registration
from registration.needs import people_with_needs, somebody_reads_needs
from registration.twins import attendees_twice
from womconf.mail.models import Message
from womconf.quotes import in_quotes
from womconf.rights import may_everywhere

SEES = "registration.view_registration"
PARTS = {
    Registration.Status.WAITING: gettext_lazy("waits for “%s”"),
    Registration.Status.PENDING: gettext_lazy("has not confirmed “%s”"),
    Registration.Status.CONFIRMED: gettext_lazy("has a place in “%s”"),
}


def _registrations(desk, **query):
    within = {"session__conference__id__exact": desk.conference.pk, **query}
    return reverse("admin:registration_registration_changelist", query=within)


@watch(SEES)
def broken_rules(desk):
    found = actions.last_broken_rules() if may_everywhere(desk.user, SEES) else {}
    if number := len(found):
        sentence = ngettext(
            "%d rule that must never break is broken. Please show whoever runs the program:",
            "%d rules that must never break are broken. Please show whoever runs the program:",
            number,
        )
        rules = "; ".join(f"{_(rule)} ({count})" for rule, count in sorted(found.items()))
        page = reverse("admin:registration_check_rules")
        yield Item("rules-broken", BROKEN, f"{sentence % number} {rules}.", page, _("Check again"))


@watch(SEES)
def people_who_wait(desk):
    """Where people wait, more places or a second date would let them in."""
    waiting = Registration.objects.filter(session__in=desk.sessions).settled().waiting().order_by()
    counts = waiting.aggregate(
        sessions=Count("session", distinct=True), people=Count("attendee", distinct=True), since=Min("created_at")
    )
    if counts["people"]:
        people = ngettext("%d person waits", "%d people wait", counts["people"]) % counts["people"]
        sentence = ngettext(
            "%(people)s for a place in %(number)d session: more places, or a second date?",
            "%(people)s for a place in %(number)d sessions: more places, or a second date?",
            counts["sessions"],
        ) % {"people": people, "number": counts["sessions"]}
        page = _registrations(desk, status__exact=Registration.Status.WAITING)
        them = some(*_waited_for(desk, waiting))
        yield Item("people-wait", PEOPLE_WAIT, sentence, page, _("Show who waits"), counts["since"], *them)


@watch("registration.add_mailing")
def free_places_on_another_date(desk):
    if found := further_dates.not_written_about(desk.conference):
        number = len(found)
        sentence = ngettext(
            "People wait for a place in %d session that takes place once more, with free places:",
            "People wait for a place in %d sessions that take place once more, with free places:",
            number,
        )
        named = _written_about(desk, found, "waiting_for", _("Write to those who wait …"))
        page = _registrations(desk, status__exact=Registration.Status.WAITING)
        yield Item("date-untold", PEOPLE_WAIT, sentence % number, page, _("Show who waits"), None, *some(named, number))


@watch("registration.add_mailing")
def takes_place_after_all(desk):
    if found := reinstated.not_written_about(desk.sessions):
        number = len(found)
        sentence = ngettext(
            "%d session takes place after all, and nobody has told those who had a place:",
            "%d sessions take place after all, and nobody has told those who had a place:",
            number,
        )
        named = _written_about(desk, found, "lost_with", _("Write to those who had a place …"))
        page = reverse("admin:registration_mailing_changelist", query={"conference__id__exact": desk.conference.pk})
        words = _("Show e-mails to many")
        yield Item("reinstated-untold", PEOPLE_WAIT, sentence % number, page, words, None, *some(named, number))


def _written_about(desk, sessions, occasion, words):
    """Name sessions, each with the page on which an e-mail about it is begun (registration.begun)."""
    for session in sessions[:MOST_NAMED]:
        query = {"conference": desk.conference.pk, occasion: session.pk}
        yield Named(str(session), reverse("admin:registration_mailing_add", query=query), about=words)


def _waited_for(desk, waiting):
    """Return (who they are, how many) of the sessions and follow-ups for which people wait, the most wanted first.

    Each leads to the field with its places.
    """
    numbers = waiting.values_list("session", "slot").annotate(number=Count("attendee", distinct=True))
    found = list(numbers.order_by("-number", "session", "slot"))
    return _named_by_places(desk, found[:MOST_NAMED]), len(found)


def _named_by_places(desk, found):
    sessions = desk.sessions.with_programme().in_bulk({session for session, _slot, _number in found})
    firsts = {session.dates_key for session in sessions.values()}
    drafts = {draft.first_date_id: draft for draft in desk.sessions.filter(first_date__in=firsts, status="draft")}
    sees_sessions = desk.user.has_perm("programme.view_session", desk.conference)
    for key, slot, number in found:
        session = sessions[key]
        pool = next((pool for pool in session.fetched("pools") if slot and pool.slot_id == slot), None)
        page = f"{reverse('admin:programme_session_change', args=[key])}#{_field_of_places(session, pool)}"
        if not sees_sessions:
            page = _registrations(desk, session=key)
        about = ngettext("%d person waits", "%d people wait", number) % number
        if session.waiting_list_is_over and not (pool or session).is_full:
            page = _registrations(desk, session=key, status__exact=Registration.Status.WAITING)
            about = _("%s, places are free, and nobody moves up any more: give them away") % about
        elif pool is None and (draft := drafts.get(session.dates_key)):
            if sees_sessions:
                page = reverse("admin:programme_session_change", args=[draft.pk])
            about = _("%s; a further date is still a draft") % about
        yield Named(pool.title if pool else str(session), page, about=about)


def _field_of_places(session, pool):
    """Return the id of the field in which an organiser changes how many places there are."""
    if pool is None:
        return "id_capacity"
    keys = [slot.pk for slot in session.fetched("slots")]
    return f"id_slots-{keys.index(pool.slot_id)}-places"


@watch("registration.view_attendee")
def people_whose_mail_comes_back(desk):
    """Name first who waits for a place, then who has one.

    Among them are those who mistyped their address, and wait for an e-mail that asks whether the form was theirs.
    """
    bouncing = Message.objects.bounced().values("to")
    theirs = Attendee.objects.filter(conference=desk.conference, email__in=bouncing).exclude(email="")
    if number := theirs.count():
        sentence = ngettext("E-mails to %d person come back:", "E-mails to %d people come back:", number) % number
        within = {"conference__id__exact": desk.conference.pk, "comes_back": "yes"}
        page = reverse("admin:registration_attendee_changelist", query=within)
        them = some(map(_of_person, _waiting_first(theirs)[:MOST_NAMED]), number)
        yield Item("people-bounce", PEOPLE_WAIT, sentence, page, _("Show them"), None, *them)


@watch("registration.view_attendee")
def people_there_twice(desk):
    if pairs := attendees_twice(desk.conference):
        number, some = twice(Attendee, pairs, "admin:registration_attendee_change")
        sentence = ngettext("%d person may be entered twice:", "%d people may be entered twice:", number) % number
        within = {"conference__id__exact": desk.conference.pk, **TWICE}
        page = reverse("admin:registration_attendee_changelist", query=within)
        yield Item("people-twice", CONFERENCE, sentence, page, _("Look at them"), **some)


@watch(GIVE_ROLES)
def needs_that_nobody_reads(desk):
    """Who gives roles learns that somebody is to read what people need; how many they are, and no more."""
    number = people_with_needs(desk.conference)
    if number and not somebody_reads_needs(desk.conference):
        sentence = ngettext(
            "%d person has said what they need to take part; nobody may read it yet.",
            "%d people have said what they need to take part; nobody may read it yet.",
            number,
        )
        page = reverse("admin:programme_people", args=[desk.conference.pk])
        yield Item("needs-unread", PEOPLE_WAIT, sentence % number, page, _("Choose who reads it"))


def _waiting_first(people):
    theirs = Registration.objects.live()
    waits = theirs.filter(attendee=OuterRef("pk"), status=Registration.Status.WAITING)
    has_place = theirs.filter(attendee=OuterRef("pk"), status=Registration.Status.CONFIRMED)
    in_order = theirs.select_related("pool__session", "pool__slot").order_by("-status", "position")
    found = people.annotate(waits=Exists(waits), has_place=Exists(has_place))
    return found.prefetch_related(Prefetch("registrations", in_order, to_attr="live")).order_by(
        "-waits", "-has_place", "name", "pk"
    )


def _of_person(attendee):
    parts = [
        PARTS[registration.status] % in_quotes(registration.pool.title) for registration in attendee.live[:MOST_PARTS]
    ]
    return whom_to_call(attendee, reverse("admin:registration_attendee_change", args=[attendee.pk]), parts)
