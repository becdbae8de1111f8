"""What is to do about speakers."""

import re
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.desk.items import AFTERWARDS, MOST_NAMED, SPEAKERS, Item, Named, some, watch
from programme.fields import translations
from programme.letters import fold
from programme.models import Appearance, Proposal, SessionFile, Speaker
from programme.twins import TWICE, people_of, speakers_twice
from womconf.addresses import readable
from womconf.quotes import quoted

SEES_REQUESTS = "programme.view_appearance"
PATIENCE, SOON = timedelta(days=7), timedelta(days=3)


def _of(desk):
    return Appearance.objects.filter(session__in=desk.sessions).order_by()


def list_of_requests(conference, request):
    """Return the list of requests of a conference (its key) as RequestFilter of the admin narrows it."""
    within = {"session__conference__id__exact": conference, "request": request}
    return reverse("admin:programme_appearance_changelist", query=within)


def _counted(appearances, moment):
    """Return how many there are, and the first moment of a field."""
    return appearances.aggregate(number=Count("pk"), since=Min(moment)).values()


def _named(appearances, *, page="appearance", query=None, part=""):
    """Name the first of them, each with the session, and with the `page` of the one or the other.

    Sessions of one title, such as two dates of it, are told apart by their time.
    """
    first = list(appearances.select_related("speaker", "session__conference").with_beginning()[:MOST_NAMED])
    titles = Counter(str(appearance.session) for appearance in first)
    for appearance in first:
        pk = appearance.session_id if page == "session" else appearance.pk
        address = reverse(f"admin:programme_{page}_change", args=[pk], query=query)
        is_one = titles[str(appearance.session)] == 1
        about = quoted(appearance.session if is_one else appearance.session_with_time)
        yield Named(str(appearance.speaker), f"{address}{part}", about=about)


@watch(SEES_REQUESTS)
def not_asked(desk):
    number, since = _counted(_of(desk).not_asked(), "status_at")
    if number:
        sentence = ngettext(
            "%d request to a speaker has not been sent yet.", "%d requests to speakers have not been sent yet.", number
        )
        page = reverse("admin:programme_ask_all", args=[desk.conference.pk])
        yield Item("speakers-not-asked", SPEAKERS, sentence % number, page, _("Ask them …"), since)


@watch(SEES_REQUESTS)
def agreed_unasked(desk):
    """Who stands as agreed, in an imported text say, and never heard of us.

    Once their session is public they hear that as a change.
    """
    theirs = _of(desk).agreed_unasked()
    if desk.conference.is_public:
        theirs = theirs.filter(session__was_announced=False)
    number, since = theirs.aggregate(number=Count("speaker", distinct=True), since=Min("status_at")).values()
    if number:
        sentence = ngettext(
            "%d speaker stands as agreed, but nobody has asked them here.",
            "%d speakers stand as agreed, but nobody has asked them here.",
            number,
        )
        page = reverse("admin:programme_ask_all", args=[desk.conference.pk], query={"who": "noted"})
        yield Item("speakers-noted", SPEAKERS, sentence % number, page, _("Ask them to confirm …"), since)


@watch(SEES_REQUESTS)
def unanswered(desk):
    """Who was asked a week ago or earlier, or for what begins soon; their day is not over."""
    theirs = _of(desk).unanswered(desk.now - PATIENCE, desk.today, desk.now + SOON)
    number, since = _counted(theirs, "asked_at")
    if number:
        sentence = ngettext(
            "%d request to a speaker is not answered yet.", "%d requests to speakers are not answered yet.", number
        )
        page, named = list_of_requests(desk.conference.pk, "waiting"), _named(theirs.order_by("asked_at", "pk"))
        yield Item("speakers-waiting", SPEAKERS, sentence % number, page, _("Show them"), since, *some(named, number))


@watch(SEES_REQUESTS)
def silent(desk):
    number, day = _counted(_of(desk).overdue(desk.today), "answer_by")
    if number:
        sentence = ngettext("%d answer of a speaker is overdue.", "%d answers of speakers are overdue.", number)
        since = datetime.combine(day, time.max, desk.conference.zone)
        page, named = (
            list_of_requests(desk.conference.pk, "late"),
            _named(_of(desk).overdue(desk.today).order_by("answer_by", "pk")),
        )
        yield Item("speakers-silent", SPEAKERS, sentence % number, page, _("Show them"), since, *some(named, number))


@watch(SEES_REQUESTS)
def wishing_another_time(desk):
    number, since = _counted(_of(desk).wishing_another_time(), "other_time_at")
    if number:
        sentence = ngettext("%d speaker asks for another time.", "%d speakers ask for another time.", number)
        page, named = (
            list_of_requests(desk.conference.pk, "other_time"),
            _named(_of(desk).wishing_another_time().order_by("other_time_at")),
        )
        them = some(named, number)
        yield Item("speakers-other-time", SPEAKERS, sentence % number, page, _("Show them"), since, *them)


@watch(SEES_REQUESTS)
def not_replaced(desk):
    number, since = _counted(_of(desk).unreplaced(), "status_at")
    if number:
        sentence = ngettext(
            "%d speaker has declined, and nobody was added instead.",
            "%d speakers have declined, and nobody was added instead.",
            number,
        )
        page = list_of_requests(desk.conference.pk, "unreplaced")
        named = _named(
            _of(desk).unreplaced().order_by("status_at"),
            page="session",
            query={"one_more": 1},
            part="#appearances-group",
        )
        them = some(named, number)
        yield Item("speakers-not-replaced", SPEAKERS, sentence % number, page, _("Show them"), since, *them)


def twice(model, pairs, page):
    """Say of pairs of keys how many people are there once too often, and name some, each with the name of a page."""
    named = tuple(
        Named(f"{one} / {other}", reverse(page, args=[other.pk]), about=" / ".join(map(_address, (one, other))))
        for one, other in people_of(model, pairs[:MOST_NAMED])
    )
    number = len({other for _one, other in pairs})
    return number, {"named": named, "further": max(0, len(pairs) - MOST_NAMED)}


def _address(person):
    return readable(person.email) or "–"


@watch("programme.view_speaker")
def speakers_there_twice(desk):
    if pairs := speakers_twice(desk.conference):
        number, some = twice(Speaker, pairs, "admin:programme_speaker_change")
        sentence = ngettext("%d speaker may be entered twice:", "%d speakers may be entered twice:", number) % number
        within = {"conference__id__exact": desk.conference.pk, **TWICE}
        page = reverse("admin:programme_speaker_changelist", query=within)
        yield Item("speakers-twice", SPEAKERS, sentence, page, _("Look at them"), **some)


@watch("programme.view_proposal")
def proposed_texts(desk):
    waiting = Proposal.objects.waiting().filter(session__conference=desk.conference).order_by()
    number, since = _counted(waiting, "sent_at")
    if number:
        sentence = ngettext("%d proposed text waits.", "%d proposed texts wait.", number)
        within = {"session__conference__id__exact": desk.conference.pk, "status__exact": "waiting"}
        page = reverse("admin:programme_proposal_changelist", query=within)
        yield Item("texts-proposed", SPEAKERS, sentence % number, page, _("Look at them"), since)


@watch("programme.change_session")
def files_not_shown(desk):
    """Slides come late: what a speaker hands in after the conference waits all the same."""
    waiting = SessionFile.objects.waiting().filter(session__conference=desk.conference).order_by()
    number, since = _counted(waiting, "created_at")
    if number:
        sentence = ngettext(
            "%d file that a speaker handed in is not shown yet:",
            "%d files that speakers handed in are not shown yet:",
            number,
        )
        rank = AFTERWARDS if desk.is_over else SPEAKERS
        sessions = desk.conference.sessions.filter(Exists(waiting.filter(session=OuterRef("pk")))).order_by("pk")
        named, further = some(
            (
                Named(str(each), f"{reverse('admin:programme_session_change', args=[each.pk])}#id_files-0-is_shown")
                for each in sessions[:MOST_NAMED]
            ),
            sessions.count(),
        )
        first, act = named[0].page, _("Look at them")
        yield Item("files-not-shown", rank, sentence % number, first, act, since, named, further)


@watch(SEES_REQUESTS)
def still_named(desk):
    """Sessions whose texts name somebody who has declined, or whose request was withdrawn: everybody reads them."""
    found = list(_still_named(desk))
    if found:
        sentence = ngettext(
            "%d session still names somebody in its texts who does not come.",
            "%d sessions still name somebody in their texts who does not come.",
            len(found),
        )
        page = reverse("admin:programme_session_changelist", query={"conference__id__exact": desk.conference.pk})
        named = [
            Named(str(session), reverse("admin:programme_session_change", args=[session.pk]), about=name)
            for session, name in found[:MOST_NAMED]
        ]
        them = some(named, len(found))
        yield Item("speakers-still-named", SPEAKERS, sentence % len(found), page, _("Show all sessions"), None, *them)


def _still_named(desk):
    """Yield (session, name) of each such session; a name is the whole one, or the family name as in „mit Frau Öz“."""
    gone = defaultdict(list)
    for appearance in _of(desk).exclude(status__in=Appearance.SHOWN).select_related("speaker"):
        gone[appearance.session_id].append(appearance.speaker)
    sessions = desk.sessions.filter(pk__in=gone).prefetch_related("slots", "appearances").order_by("pk")
    for session in sessions:
        coming = {each.speaker_id for each in session.appearances.all() if each.status in Appearance.SHOWN}
        texts = [session.title, session.abstract, *(slot.title for slot in session.slots.all())]
        words = fold(" ".join(part for text in texts for part in translations(text).values()))
        for speaker in gone[session.pk]:
            if speaker.pk not in coming and _named_as(speaker).search(words):
                yield session, speaker.name
                break


def _named_as(speaker):
    whole, family = re.escape(fold(speaker.name)), re.escape(speaker.sort_key)
    return re.compile(rf"(?<!\w)(?:{whole}|(?:frau|herrn?|dr\.|prof\.|mrs?\.?|ms\.?)\s(?:\w+\.?\s)?{family})(?!\w)")
