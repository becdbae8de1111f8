"""What a speaker's personal link opens. GET changes nothing: mail scanners follow every link."""

from functools import wraps

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from programme.emails import SPEAKER_PURPOSE
from programme.exceptions import ProgrammeError
from programme.forms import AnswerForm
from programme.models import Appearance, Speaker
from womconf import links
from womconf.limits.actions import allow
from womconf.limits.network import client_network
from womconf.privacy import private

ANSWER_LIMIT = {"limit": 60, "seconds": 3600}


def personal(view):
    """Find the speaker whose link was opened; without one, say whom to ask."""

    @private
    @wraps(view)
    def answer(request):
        try:
            code, version = links.recall(request, SPEAKER_PURPOSE)
        except links.InvalidLink:
            return _no_link(request)
        speaker = Speaker.objects.select_related("conference").filter(code=code, link_version=version).first()
        if speaker is None:
            return _no_link(request)
        with timezone.override(speaker.conference.zone):
            return view(request, speaker)

    return answer


def _no_link(request, **context):
    return render(request, "programme/speaker/no_link.html", context, status=403)


@private
@require_safe
def home(request):
    if key := request.GET.get("key"):
        return _open_link(request, key)
    return _home(request)


def _open_link(request, key):
    """Exchange the token of the link for a short cookie, and the address for a clean one."""
    try:
        links.read_token(SPEAKER_PURPOSE, key)
    except links.InvalidLink:
        return _no_link(request, is_broken=True)
    response = redirect("speaker:home")
    links.remember(response, SPEAKER_PURPOSE, key)
    return response


@personal
def _home(request, speaker):
    return _page(request, speaker)


def _page(request, speaker, *, form=None, refusal="", status=200):
    appearances = (
        speaker.appearances.exclude(status=Appearance.Status.WITHDRAWN)
        .exclude(session__status="draft")
        .select_related("session__conference", "session__host")
        .prefetch_related("session__slots__room", "session__appearances__speaker")
    )
    context = {
        "conference": speaker.conference,
        "speaker": speaker,
        "appearances": appearances,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "programme/speaker/home.html", context, status=status)


@require_POST
@personal
def answer(request, speaker):
    """Take a yes or a no; what is not accepted comes back with everything that was typed."""
    form = AnswerForm(request.POST, speaker=speaker)
    if not allow("speaker-answer", client_network(request), **ANSWER_LIMIT):
        refusal = _("Too many answers came from your network. Please try again in an hour.")
        return _page(request, speaker, form=form, refusal=refusal, status=429)
    if not form.is_valid():
        return _page(request, speaker, form=form)
    try:
        form.save()
    except ProgrammeError as refusal:
        return _page(request, speaker, form=form, refusal=str(refusal))
    return redirect("speaker:home")
