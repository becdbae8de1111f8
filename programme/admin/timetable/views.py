"""The page of the timetable, the small form of a slot, and the numbers that the page asks for while something moves."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import construct_change_message
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme import actions
from programme.actions.locks import lock_rooms, lock_session
from programme.actions.moving import remove_slot
from programme.admin.banner import RIGHT, address_of, is_key, say_what_is_untold
from programme.admin.base import chosen_in
from programme.admin.desk import conference_or_404, page
from programme.admin.timetable.day import FIRST, USUAL_MINUTES, DayPlan, chosen_day
from programme.admin.timetable.form import PageForm, TimeForm
from programme.exceptions import ProgrammeError
from programme.models import Session, Slot
from programme.templatetags.programme_text import when
from womconf.admin_saving import GONE
from womconf.quotes import in_quotes
from womconf.shown import typed_text

MOVES = [RIGHT, "programme.change_slot"]  # as on the page of a session


class Gone(Exception):
    """The slot of an address is not there, or no longer."""


@require_http_methods(["GET", "HEAD"])
def timetable(request, object_id):
    """Show one day; nothing at all to a page that knows it as it is (`known`)."""
    conference = conference_or_404(request, object_id, "programme.view_session")
    rights = {
        "may_move": request.user.has_perms(MOVES),
        "may_add": request.user.has_perms([*MOVES, "programme.add_slot"]),
        "may_remove": request.user.has_perms([*MOVES, "programme.delete_slot"]),
    }
    with timezone.override(conference.zone):
        day = chosen_day(conference, request.GET)
        plan = DayPlan(conference, day, may_move=rights["may_move"], may_add=rights["may_add"])
        if request.GET.get("known") == plan.version:
            return HttpResponse(status=204)
        context = {"conference": conference, "plan": plan, **rights}
        return page(request, "admin/programme/timetable.html", _("Timetable"), **context).render()


@require_http_methods(["GET", "HEAD", "POST"])
def timetable_slot(request, object_id, key):
    """Ask when and where a session takes place, and store it as the page of the session does."""
    conference = conference_or_404(request, object_id, RIGHT)
    with timezone.override(conference.zone):
        if request.method == "POST":
            return _answer(request, conference, key)
        slot = _find(conference, key)
        if slot is None:
            raise Http404
        _check_rights(request, slot)
        if slot.pk and key != f"slot-{slot.pk}":
            return redirect("admin:programme_timetable_slot", conference.pk, f"slot-{slot.pk}")
        return _form_page(request, slot, PageForm(instance=slot, user=request.user, initial=_suggested(request, slot)))


@require_http_methods(["GET", "HEAD"])
def numbers(request, object_id, key):
    """Say as JSON what a time and room would hurt that are only thought of."""
    conference = conference_or_404(request, object_id, RIGHT)
    with timezone.override(conference.zone):
        slot = _find(conference, key)
        if slot is None:
            raise Http404
        _check_rights(request, slot)
        form = TimeForm(request.GET, instance=slot, user=request.user)
        form.full_clean()
        if form.hurt is None:
            said = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"said": said, "is_refused": bool(said), "hurts": False})
        refusals, harm = form.hurt.refusals, form.hurt.harm(request.user)
        said = [*refusals, *harm, *form.hurt.remarks]
        return JsonResponse(
            {
                **form.hurt.numbers,
                "said": list(map(str, said)) or [_("Nothing is in the way.")],
                "is_refused": bool(refusals),
                "hurts": bool(harm),
            }
        )


def _find(conference, key):
    """Return the Slot that a key names: one that is there, or the first one of a session without a time; else None."""
    kind, _dash, pk = key.partition("-")
    if not is_key(pk):
        return None
    if kind == "slot":
        slot = Slot.objects.filter(pk=pk, conference=conference).select_related("session", "room").first()
    elif kind == "session":
        session = Session.objects.filter(pk=pk, conference=conference).first()
        slot = session and (_first_of(session) or Slot(conference=conference, session=session))
    else:
        return None
    if slot:
        slot.conference = conference
        if slot.session_id:
            slot.session.conference = conference
    return slot


def _first_of(session):
    return session.slots.filter(kind=Slot.Kind.MAIN).select_related("room").order_by("starts_at", "pk").first()


def _suggested(request, slot):
    """Return what stands in the form of a session that has no time yet."""
    if slot.pk:
        return {}
    morning = datetime.combine(chosen_day(slot.conference, request.GET), FIRST, slot.conference.zone)
    return {"starts_at": morning, "minutes": USUAL_MINUTES}


def _check_rights(request, slot):
    right = "change" if slot.pk else "add"
    if not request.user.has_perms([*MOVES, f"programme.{right}_slot"]):
        raise PermissionDenied


def _answer(request, conference, key):
    try:
        return actions.transition(_store)(request, conference, key)
    except ProgrammeError as refusal:
        said = str(refusal)
    except IntegrityError:
        said = _("Somebody else was quicker. Nothing was saved; please look at it again.")
    except Gone:
        return _gone(request, conference)
    slot = _find(conference, key)
    if slot is None:
        return _gone(request, conference)
    form = PageForm(request.POST, instance=slot, user=request.user)
    form.full_clean()
    form.add_error(None, said)
    return _form_page(request, slot, form)


def _store(request, conference, key):
    """Lock what the form is about, look whether it is as its page showed it, and store what was typed."""
    slot = _find(conference, key)
    if slot is None:
        raise Gone
    _check_rights(request, slot)
    slot = _locked(conference, key, slot, chosen_in(request, "", "room"))
    was_there, before = bool(slot.pk), str(slot) if slot.pk else ""
    form = PageForm(request.POST, instance=slot, user=request.user)
    if form.is_overtaken and form.says_what_is_stored and not form.is_removal:
        return redirect(_back_to(slot))  # somebody pressed twice
    if not form.is_valid():
        return _form_page(request, slot, form)
    if form.is_removal:
        return _removed(request, slot, before)
    if not was_there or form.has_changed():
        actions.place_slots([slot, *form.along], by=request.user)
        _say(request, slot, construct_change_message(form, [], not was_there))
        for sentence in form.hurt.remarks if form.hurt else ():
            messages.info(request, sentence)
        for sentence in form.hurt.of_speakers if form.hurt else ():
            messages.warning(request, sentence)
    if "tell" in request.POST and slot.session_id:
        return redirect(address_of(conference, session=slot.session_id))
    say_what_is_untold(request, conference, slot.session)
    return redirect(_back_to(slot))


def _locked(conference, key, slot, rooms):
    """Return the slot as it is once nobody else can change it. The order of the locks: session, rooms, slot."""
    if slot.session_id:
        try:
            lock_session(slot.session)
        except Session.DoesNotExist:  # deleted a moment ago
            raise Gone from None
    lock_rooms(rooms)
    if slot.pk:
        Slot.objects.select_for_update(no_key=True, of=("self",)).filter(pk=slot.pk).first()
    slot = _find(conference, key)
    if slot is None:
        raise Gone
    return slot


def _removed(request, slot, before):
    if not request.user.has_perm("programme.delete_slot"):
        raise PermissionDenied
    session, day = slot.session, timezone.localdate(slot.starts_at)
    remove_slot(slot, by=request.user)
    words = _("“%(title)s” is taken out of the timetable (%(when)s).")
    messages.success(request, words % {"title": in_quotes(session), "when": before})
    _log(request, session, {"deleted": {"name": str(Slot._meta.verbose_name), "object": before}})
    say_what_is_untold(request, request.conference, session)
    query = {"day": day.isoformat(), "session": session.pk}
    return redirect(reverse("admin:programme_timetable", args=[request.conference.pk], query=query))


def _say(request, slot, message):
    name = f"{slot.label}: {slot.session}" if slot.kind == Slot.Kind.FOLLOW_UP else slot.session or slot.title
    facts = {"title": in_quotes(name), "when": when(slot), "room": slot.room}
    words = _("“%(title)s”: %(when)s, %(room)s.") if slot.room else _("“%(title)s”: %(when)s.")
    messages.success(request, words % facts)
    if slot.session_id:
        name = {"name": str(Slot._meta.verbose_name), "object": str(slot)}
        [(kind, about)] = message[0].items()
        _log(request, slot.session, {kind: {**about, **name}})
    else:
        _log(request, slot, message[0])


def _log(request, row, message):
    LogEntry.objects.log_actions(request.user.pk, [row], CHANGE, change_message=[message], single_object=True)


def _back_to(slot):
    """Return the address of the day of a slot, where its card has the focus."""
    query = {"day": timezone.localdate(slot.starts_at).isoformat(), "slot": slot.pk}
    return reverse("admin:programme_timetable", args=[slot.conference_id], query=query) + f"#slot-{slot.pk}"


def _form_page(request, slot, form):
    state = ""
    if form.is_bound:
        state = "overtaken" if form.is_overtaken else "asked" if form.only_asks else "refused"
    session = slot.session
    title = str(session) if session else str(slot.title) or _("Break")
    context = {
        "conference": slot.conference,
        "slot": slot,
        "key": f"slot-{slot.pk}" if slot.pk else f"session-{session.pk}",
        "form": form,
        "state": state,
        "may_remove": slot.pk and session and request.user.has_perm("programme.delete_slot"),
        "tells": session and session.was_announced,
        "day": _day_of(request, slot),
        "media": forms.Media(js=["admin/js/core.js"]) + form.media,
    }
    return page(request, "admin/programme/timetable_slot.html", title, **context).render()


def _day_of(request, slot):
    stored = slot.pk and Slot.objects.filter(pk=slot.pk).values_list("starts_at", flat=True).first()
    return (timezone.localdate(stored) if stored else chosen_day(slot.conference, request.GET)).isoformat()


def _gone(request, conference):
    """Show once more what somebody typed of a slot that is deleted by now."""
    if not request.user.has_perms(MOVES):
        raise PermissionDenied
    form = PageForm(request.POST, instance=Slot(conference=conference), user=request.user)
    context = {"conference": conference, "typed": typed_text(form)}
    response = page(request, "admin/programme/timetable_gone.html", _("This is no longer in the timetable"), **context)
    response.status_code = GONE
    return response
