"""What helpers at a door see on their phones. GET changes nothing; marks come by forms, or many at once (marking)."""

from functools import wraps

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_POST, require_safe

from registration import doors, marking
from registration.exceptions import Busy, NotRegisteredHere, RegistrationError, UnknownCode
from registration.forms import WalkInForm
from registration.models import HelperLink
from womconf import links
from womconf.limits.actions import allow
from womconf.privacy import private

LIMIT = {"limit": 10_000, "seconds": 3600}  # of one link: several people may stand at doors with it
COOKIE_SECONDS = 36 * 3600  # a day, however long a summer time makes it, and the time to hand in what was noted
FORBIDDEN, CONFLICT, GONE, TOO_MANY = 403, 409, 410, 429
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}  # which say whose page they were on
CAMERA = "camera=(self)"


def for_helpers(view=None, *, is_open=lambda link: link.state() == HelperLink.State.OPEN):
    """Find the link that was opened, and say in words why it does not work, where it does not (any more, or yet)."""
    if view is None:
        return lambda view: for_helpers(view, is_open=is_open)

    @private
    @wraps(view)
    def answer(request, *args, **kwargs):
        link = link_of(request)
        if link is None:
            return no_link(request)
        if not is_open(link):
            status = FORBIDDEN if link.state() == HelperLink.State.TO_COME else GONE
            return no_link(request, link, status=status)
        if request.content_type in FORMS and not links.is_whose(request, link.code):
            return no_link(request, is_of_another=True, status=CONFLICT)
        if request.method == "POST" and not allow("helper", link.code, **LIMIT):
            return no_link(request, is_too_often=True, status=TOO_MANY)
        with timezone.override(link.conference.zone):
            return view(request, link, *args, **kwargs)

    return answer


def link_of(request):
    """Return the HelperLink that the cookie of this browser stands for, or None."""
    try:
        code, _version = links.recall(request, links.HELPER, seconds=COOKIE_SECONDS)
    except links.InvalidLink:
        return None
    return HelperLink.objects.select_related("conference", "session").filter(code=code).first()


def no_link(request, link=None, *, status=FORBIDDEN, **why):
    context = {"link": link, "state": link and link.state(), **why}
    return render(request, "registration/helper/no_link.html", context, status=status)


@private
@require_safe
def checkin(request, code):
    """Lead a helper's phone to the marks of whose code it is; say to everybody else what the code is for, no more."""
    link = link_of(request)
    if link and link.state() == HelperLink.State.OPEN:
        return redirect(reverse("registration:helper", query={"code": code}))
    return render(request, "registration/checkin.html")


@private
@require_safe
def helper(request):
    if key := request.GET.get("key"):
        try:
            return links.exchange(key, links.HELPER, "registration:helper")
        except links.InvalidLink:
            return no_link(request, is_broken=True)
    return _page(request)


@for_helpers
def _page(request, link):
    if code := request.GET.get("code"):
        return _person(request, link, code)
    door = _door(link, request.GET.get("session", ""))
    if door is None:
        return _show(request, link, "doors", doors=doors.doors_of(link))
    search = request.GET.get("q", "")
    if code := doors.code_in(search):
        return _person(request, link, code, door=door)
    return _list(request, link, door, search)


def _address(door):
    return reverse("registration:helper", query={"session": door.code} if door else None)


def _door(link, code):
    return next((door for door in doors.doors_of(link) if door.code == code), None)


def _list(request, link, door, search="", *, status=200, **context):
    present, places = door.counts()
    context = {"walk_in_form": WalkInForm(), "refusal": "", **context}
    context |= {"door": door, "search": search, "entries": door.entries(search), "present": present, "places": places}
    return _show(request, link, "list", status=status, **context)


def _person(request, link, code, *, door=None, refusal="", status=200):
    """Show one person, found by their code, with what can be marked of them today."""
    attendee = doors.attendee_with(doors.code_in(code), link.conference)
    at_doors = [door] if door else doors.doors_of(link)
    found = [(each, each.registration_of(attendee)) for each in at_doors] if attendee else []
    found = [(each, registration) for each, registration in found if registration]
    if not refusal and not found:
        refusal = NotRegisteredHere(name=attendee.name) if attendee else UnknownCode()
        status = 404 if attendee is None else status
    context = {"attendee": attendee, "found": found, "door": door, "refusal": refusal}
    return _show(request, link, "person", status=status, **context)


def _show(request, link, name, *, status=200, **context):
    """Show a page that a phone may keep until the day of the link is over, and on which it may use its camera."""
    context |= {
        "here": _address(context.get("door")),
        "conference": link.conference,
        "link": link,
        "person": link.code,
        "until": doors.day_of(link)[1],
    }
    response = render(request, f"registration/helper/{name}.html", context, status=status)
    response["Expires"] = http_date(doors.day_of(link)[1].timestamp())
    response["Permissions-Policy"] = CAMERA
    return response


@require_POST
@for_helpers
def mark(request, link):
    """Carry out the one mark whose button was pressed."""
    door, search = _door(link, request.POST.get("session", "")), request.POST.get("q", "")
    if door is None:
        return redirect("registration:helper")
    act, code = (marking.absent if "not" in request.POST else marking.present), _code(request)
    is_by_code = "by_code" in request.POST
    try:
        act(link, door, code, how="code" if is_by_code else "search" if search else "list")
    except RegistrationError as refusal:
        status = 503 if isinstance(refusal, Busy) else CONFLICT
        if is_by_code:
            return _person(request, link, code, refusal=refusal, status=status)
        return _list(request, link, door, search, refusal=refusal, status=status)
    if is_by_code:
        return redirect(reverse("registration:helper", query={"code": code}))
    query = {"session": door.code} | ({"q": search} if search else {})
    return redirect(reverse("registration:helper", query=query, fragment=code))


def _code(request):
    return request.POST.get("not") or request.POST.get("present", "")


@require_POST
@for_helpers
def walk_in(request, link):
    """Enter somebody who has come without a registration."""
    door = _door(link, request.POST.get("session", ""))
    if door is None or not door.takes_walk_ins:
        return redirect("registration:helper")
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return _list(request, link, door, walk_in_form=form)
    try:
        marking.enter(link, door, request.POST)
    except RegistrationError as refusal:
        status = 503 if isinstance(refusal, Busy) else CONFLICT
        return _list(request, link, door, walk_in_form=form, refusal=refusal, status=status)
    return redirect(_address(door))


@require_POST
@for_helpers(is_open=doors.takes_marks)
def marks(request, link):
    """Answer a phone that sends what was marked on it, now or while it had no network."""
    try:
        sent_at, sent = marking.read(request.body)
    except marking.Unreadable:
        return JsonResponse({"answers": []}, status=400)
    return JsonResponse({"answers": marking.carry_out(link, sent_at, sent)})


@require_safe
@for_helpers
def no_network(request, link):
    """Say what a phone shows without a network instead of a list that was never opened there."""
    return _show(request, link, "no_network")


@private
@require_POST
def end(request):
    """Forget the link on this phone."""
    response = redirect("left")
    links.forget(response, links.HELPER)
    return response


@require_safe
def worker(request):
    """The script that lets a helper's page be opened without a network; it may do so for this folder only."""
    return render(request, "registration/helper/worker.js", content_type="text/javascript; charset=utf-8")
