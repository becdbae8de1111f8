"""The page behind the address by which somebody gets into an online session. GET shows it, the button leads on."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods

from programme import joining
from programme.models import Session, Speaker
from programme.speaker_letters import join_link
from programme.speaker_views import no_link
from womconf import links
from womconf.limits.actions import allow
from womconf.privacy import private

LIMIT = {"limit": 60, "seconds": 3600}  # of one person: a whole office may come from one network at once
# Browsers hold the answer to a form against this policy, too, and it leads to whichever provider the organisers have.
LEADS_ELSEWHERE = {**settings.SECURE_CSP, "form-action": [CSP.SELF, "https:"]}
REFUSED, TOO_MANY = 409, 429


@private
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, code):
    """Lead a speaker into their online session, in time."""
    purpose = links.JOIN_SPEAKER + code
    if request.method != "POST" and (key := request.GET.get("key")):
        return _open_link(request, key, purpose)
    try:
        person, version = read(request, purpose)
    except links.InvalidLink:
        return no_link(request)
    found = Speaker.objects.select_related("conference").filter(code=person, link_version=version).first()
    session = found and session_of(found.conference, code)
    if session is None:
        return no_link(request, is_broken=True)
    with timezone.override(found.conference.zone):
        return _answer(request, found, session)


def _open_link(request, key, purpose):
    try:
        return links.exchange(key, purpose, request.path)
    except links.InvalidLink:
        return no_link(request, is_broken=True)


def _answer(request, speaker, session):
    shown = {"link": join_link(speaker, session), "whose": speaker.full_name, "home": "speaker:home"}
    way = joining.way_of_speaker(speaker, session)
    if request.method != "POST":
        return page(request, way, session, **shown)
    if not allow("join-speaker", speaker.code, **LIMIT):
        return page(request, way, session, refusal=too_often(), status=TOO_MANY, **shown)
    return lead_on(way) if way.is_open else page(request, way, session, status=REFUSED, **shown)


# For the pages of people who registered, too (registration.views.joining)


def read(request, purpose):
    """Return (code, version) of whoever comes: of the form by the key in it, else by the cookie that the link left.

    So the button counts for as long as the page is open, and for whomever it was shown to. Raise links.InvalidLink.
    """
    if request.method == "POST":
        return links.read_token(purpose, request.POST.get("key", ""))
    return links.recall(request, purpose)


def session_of(conference, code):
    found = Session.objects.filter(conference=conference, code=code).select_related("conference")
    return found.prefetch_related("pools", "slots__room").first()


def page(request, way, session, *, link, whose, home, refusal="", status=200, **context):
    """Say when one may go in, or why not; in time, show the button."""
    context |= {"conference": session.conference, "session": session, "way": way}
    context |= {"key": link.token, "whose": whose, "person": link.code, "home": home, "refusal": refusal}
    show = _page_with_button if way.is_open else render
    return show(request, "programme/join.html", context, status=status)


@csp_override(LEADS_ELSEWHERE)
def _page_with_button(*args, **kwargs):
    return render(*args, **kwargs)


def lead_on(way):
    """Lead to the video conference, which is not to learn from where."""
    response = HttpResponse(status=303)
    response["Location"] = way.link.open()
    response["Referrer-Policy"] = "no-referrer"
    return response


def too_often():
    return _("This page was opened very often within an hour. Please try again later.")
