"""What a speaker's personal link opens. GET changes nothing: mail scanners follow every link."""

from collections import Counter, defaultdict
from contextlib import nullcontext
from functools import wraps

import pghistory
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme import joining
from programme.actions import lock_speaker, transition
from programme.exceptions import Busy, ProgrammeError
from programme.forms import AnswerForm, ProfileForm
from programme.models import Appearance, Consent, Picture, Proposal, Speaker
from programme.speaker_letters import SPEAKER_PURPOSE, join_link
from programme.typed import typed
from womconf import links
from womconf.history import BY_LINK
from womconf.limits.actions import allow
from womconf.limits.network import client_network
from womconf.privacy import private

WRITE_LIMIT = {"limit": 60, "seconds": 3600}


def personal(view):
    """Find the speaker whose link was opened, and refuse forms of anybody else; without one, say how to get on."""

    @private
    @wraps(view)
    def answer(request, **kwargs):
        try:
            code, version = links.recall(request, SPEAKER_PURPOSE)
        except links.InvalidLink:
            return no_link(request)
        has_picture = Exists(Picture.objects.filter(speaker=OuterRef("pk")))
        speakers = Speaker.objects.select_related("conference", "organisation").annotate(has_picture=has_picture)
        speaker = speakers.filter(code=code).first()
        if speaker is None:
            return no_link(request, is_broken=True)
        if speaker.link_version != version:
            return no_link(request, status=410, is_broken=True, conference=speaker.conference)
        if not links.is_whose(request, code):
            return links.refuse(request, typed(request))
        by_link = pghistory.context(source=BY_LINK) if request.method == "POST" else nullcontext()
        with timezone.override(speaker.conference.zone), by_link:
            return view(request, speaker, **kwargs)

    return answer


def no_link(request, status=403, **context):
    return render(request, "programme/speaker/no_link.html", context, status=status)


@private
@require_safe
def home(request):
    if key := request.GET.get("key"):
        return _open_link(request, key)
    return _home(request)


def _open_link(request, key):
    try:
        return links.exchange(key, SPEAKER_PURPOSE, "speaker:home")
    except links.InvalidLink:
        return no_link(request, is_broken=True)


@personal
def _home(request, speaker):
    return show_home(request, speaker)


def show_home(request, speaker, *, form=None, refusal="", status=200):
    appearances = sorted(speaker.appearances.open_to_speaker().with_session(), key=_open_ones_first)
    waiting = Counter(Proposal.objects.waiting().filter(speaker=speaker).values_list("session", flat=True))
    files = defaultdict(list)
    for file in speaker.files.all():
        files[file.session_id].append(file)
    for appearance in appearances:
        appearance.session.conference = speaker.conference
        appearance.waiting = waiting[appearance.session_id]
        appearance.files = files[appearance.session_id]
        appearance.entrance = _entrance(appearance)
        appearance.join = join_link(speaker, appearance.session) if appearance.entrance else None
    context = {
        "conference": speaker.conference,
        "speaker": speaker,
        "person": speaker.code,
        "appearances": appearances,
        "form": form,
        "refusal": refusal,
        "consents": consents_of(speaker),
        "said": request.GET.get("said"),
        "shown": _shown(speaker.conference, appearances),
        "here": reverse("speaker:home"),
    }
    return render(request, "programme/speaker/home.html", context, status=status)


def _shown(conference, appearances):
    """Return when the programme shows a speaker: "now", "once public", or "" where they take part in nothing."""
    theirs = [each.session for each in appearances if each.status in Appearance.SHOWN]
    if conference.is_public and any(session.was_announced for session in theirs):
        return "now"
    return "once public" if any(session.was_announced or not session.is_cancelled for session in theirs) else ""


def consents_of(speaker):
    """Return [(Consent.Kind, the last Consent or None)] of each thing that a speaker can agree to."""
    last = {consent.kind: consent for consent in speaker.consents.order_by("pk")}
    return [(kind, last.get(kind)) for kind in Consent.Kind]


def _entrance(appearance):
    """Return the way into an online session in which somebody has agreed to take part; None where there is none."""
    session = appearance.session
    if appearance.status != Appearance.Status.CONFIRMED or session.is_cancelled:
        return None
    minutes = session.conference.join_minutes_speakers
    return joining.entrance_to_come(session.online_slots, session.conference, minutes=minutes)


def _open_ones_first(appearance):
    slots = appearance.session.fetched("slots")
    return not appearance.is_requested, min((slot.starts_at.timestamp() for slot in slots), default=float("inf"))


@require_POST
@personal
def answer(request, speaker):
    """Take a yes, a no or another time; what is not accepted comes back with everything that was typed."""
    form = AnswerForm(request.POST, speaker=speaker)
    if not may_write(request):
        return show_home(request, speaker, form=form, refusal=too_often(), status=429)
    if not form.is_valid():
        return show_home(request, speaker, form=form, refusal=" ".join(form.non_field_errors()))
    try:
        appearance = form.save()
    except ProgrammeError as refusal:
        status = 503 if isinstance(refusal, Busy) else 200
        return show_home(request, speaker, form=form, refusal=str(refusal), status=status)
    return redirect(f"{reverse('speaker:home')}#{appearance.session.code}")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def profile(request, speaker):
    """Let a speaker write what the programme says of them; it is public at once."""
    form = ProfileForm(request.POST or None, request.FILES or None, instance=speaker)
    status, refusal = 200, ""
    if request.method == "POST":
        if not may_write(request):
            status, refusal = 429, too_often()
        else:
            try:
                form = _save_profile(speaker, request.POST, request.FILES)
            except Speaker.DoesNotExist:  # deleted a moment ago
                return no_link(request, is_broken=True)
            except Busy as reason:
                status, refusal = 503, str(reason)
            else:
                if form.is_valid():
                    return redirect(f"{reverse('speaker:home')}?said=saved")
    context = {"conference": speaker.conference, "speaker": speaker, "person": speaker.code}
    appearances = speaker.appearances.open_to_speaker().select_related("session")
    context |= {"form": form, "refusal": refusal, "shown": _shown(speaker.conference, appearances)}
    return render(request, "programme/speaker/profile.html", context, status=status)


@transition
def _save_profile(speaker, typed, files=None):
    """Compare what was typed with the row as it is now, while nobody else can change it; store it if all is well."""
    form = ProfileForm(typed or None, files, instance=lock_speaker(speaker))
    if form.is_valid():
        form.save()
    return form


def may_write(request):
    return allow("speaker-network", client_network(request), **WRITE_LIMIT)


def too_often():
    return _("Too many answers came from your network. Please try again in an hour.")
