"""The page that a personal link opens, and its buttons. GET changes nothing: mail scanners follow every link."""

import re
from uuid import UUID

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration import actions, emails
from registration.exceptions import (
    FeedbackIsClosed,
    FeedbackIsGiven,
    NoAddress,
    NoPlaceThere,
    NotConfirmed,
    QuestionsChanged,
    SessionIsOver,
    SeveralNames,
    TooManyMails,
)
from registration.exports import own_data
from registration.forms import CODE, EraseForm, FeedbackForm, NameForm, NeedsForm
from registration.question_forms import AnswersForm
from registration.views.personal import act, exchange, personal, show_my_page
from womconf import links
from womconf.privacy import private

FORM_KEY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@private
@require_safe
def me(request):
    if key := request.GET.get("key"):
        return exchange(request, key, emails.PURPOSE, "registration:me")
    return _my_page(request)


@personal
def _my_page(request, attendee):
    return show_my_page(request, attendee)


@require_POST
@personal
def confirm(request, attendee):
    """Confirm the forms that the page showed beside the button; without any, all, where it is clear who they are."""
    keys = [key for key in request.POST.getlist("form") if FORM_KEY.fullmatch(key)]
    try:
        return act(request, lambda: actions.confirm(attendee, keys=set(map(UUID, keys)) or None), said="confirmed")
    except SeveralNames as refusal:
        return show_my_page(request, attendee, refusal=refusal)


def _chosen(request, attendee):
    """Return the live registration whose button was pressed, or None."""
    by_code = {
        (registration.session.code, registration.pool.code if registration.slot_id else ""): registration
        for registration in attendee.registrations.live().with_session()
    }
    return by_code.get((request.POST.get("session"), request.POST.get("follow_up", "")))


@require_POST
@personal
def take(request, attendee):
    """Take a free place of a session whose waiting list no longer moves up."""
    registration = _chosen(request, attendee)
    if registration is None:
        return redirect("registration:me")
    try:
        return act(request, lambda: actions.take_free_place(registration), said="taken")
    except NoPlaceThere:
        return show_my_page(request, attendee, refusal=_("Somebody else was quicker: no place is free any more."))


@require_POST
@personal
def cancel(request, attendee):
    registration = _chosen(request, attendee)
    if registration is None:  # cancelled already, perhaps in another window
        return redirect("registration:me")
    try:
        return act(request, lambda: actions.cancel(registration), said="cancelled")
    except SessionIsOver as refusal:
        return show_my_page(request, attendee, refusal=refusal)


@require_POST
@personal
def switch(request, attendee):
    """Take part online instead of on site, or the other way round."""
    registration = attendee.registrations.live().with_session().filter(session__code=_code(request), slot=None).first()
    there = registration and registration.other_mode
    if there is None:
        return redirect("registration:me")
    try:
        return act(request, lambda: actions.switch(registration, there), said="saved")
    except NoPlaceThere as refusal:
        return show_my_page(request, attendee, refusal=refusal)


def _code(request):
    code = request.POST.get("session", "")
    return code if CODE.fullmatch(code) else ""


@require_POST
@personal
def feedback(request, attendee):
    """Store how a session was. What was typed is in no address and in no log."""
    registration = (
        attendee.registrations.confirmed().with_session().filter(session__code=_code(request), slot=None).first()
    )
    if registration is None:
        return show_my_page(request, attendee, refusal=FeedbackIsClosed())
    form = FeedbackForm(request.POST, session=registration.session)
    if not form.is_valid():
        return show_my_page(request, attendee, feedback_form=(registration.pk, form))
    try:
        return act(request, lambda: actions.give_feedback(registration, **form.cleaned_data), said="feedback")
    except (FeedbackIsClosed, FeedbackIsGiven) as refusal:
        return show_my_page(request, attendee, refusal=refusal)


@require_POST
@personal
def needs(request, attendee):
    """Store what somebody needs to take part; without words, nothing is left of it."""
    form = NeedsForm(request.POST)
    if not form.is_valid():
        return show_my_page(request, attendee, needs_form=form)
    text = form.cleaned_data["access_needs"]
    try:
        return act(request, lambda: actions.note_needs(attendee, text), said="saved" if text else "deleted")
    except NotConfirmed as refusal:
        return show_my_page(request, attendee, needs_form=form, refusal=refusal)


@require_POST
@personal
def answer(request, attendee):
    form = AnswersForm(request.POST, attendee=attendee)
    if not form.is_valid():
        return show_my_page(request, attendee, answers_form=form)
    questions = form.questions.values()
    try:
        return act(request, lambda: actions.answer(attendee, form.answers, questions=questions), said="saved")
    except (NotConfirmed, QuestionsChanged) as refusal:
        return show_my_page(request, attendee, answers_form=form, refusal=refusal)


@require_POST
@personal
def resend(request, attendee):
    try:
        return act(request, lambda: actions.send_everything(attendee), said="sent")
    except (NoAddress, TooManyMails) as refusal:
        return show_my_page(request, attendee, refusal=refusal)


@require_POST
@personal
def cancel_all(request, attendee):
    return act(request, lambda: actions.cancel_all(attendee), said="cancelled")


@require_POST
@personal
def rename(request, attendee):
    form = NameForm(request.POST, instance=attendee)
    if not form.is_valid():
        attendee.refresh_from_db()
        return show_my_page(request, attendee, name_form=form)
    return act(request, lambda: actions.correct(attendee, **form.cleaned_data), said="saved")


@require_safe
@personal
def my_data(request, attendee):
    response = JsonResponse(own_data(attendee), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{attendee.conference.slug}.json"'
    return response


@require_POST
@personal
def erase(request, attendee):
    form = EraseForm(request.POST)
    if not form.is_valid():
        return show_my_page(request, attendee, erase_form=form)
    response = act(request, lambda: actions.erase(attendee), done="registration:erased")
    if response.status_code == 302:
        links.forget(response, emails.PURPOSE)
    return response


@private
@require_safe
def erased(request):
    return render(request, "registration/erased.html")
