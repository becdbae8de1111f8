"""What speakers hand in on their personal pages: texts, files, needs, consents; and what is stored about them."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme.actions import lock_session, remove_file, transition
from programme.exceptions import Busy, ProgrammeError
from programme.exports.own_data import own_data
from programme.file_forms import FileForm
from programme.forms import ConsentForm, HandInForm
from programme.models import Picture, Session
from programme.models.files import MOST_FILES
from programme.speaker_views import may_write, personal, show_home, too_often
from programme.views import attached, picture_file


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def hand_in(request, speaker, code):
    """Let a speaker propose texts for one of their sessions, and say what they need."""
    appearance = _appearance(speaker, code)
    if appearance is None:
        return redirect("speaker:home")
    form, status, refusal = None, 200, ""
    if request.method == "POST":
        if not may_write(request):
            status, refusal = 429, too_often()
        else:
            try:
                form = _save(appearance, request.POST)
            except ProgrammeError as reason:
                status, refusal = 503 if isinstance(reason, Busy) else 200, str(reason)
            else:
                if form.is_valid():
                    return redirect(f"{reverse('speaker:home')}?said=handed-in")
    form = form or HandInForm(request.POST or None, instance=appearance.session, appearance=appearance)
    context = {"conference": speaker.conference, "speaker": speaker, "person": speaker.code}
    context |= {"appearance": appearance, "session": appearance.session, "form": form, "refusal": refusal}
    return render(request, "programme/speaker/hand_in.html", context, status=status)


def _appearance(speaker, code):
    """Return the first part of a speaker in a session for which they can hand something in, else None."""
    theirs = speaker.appearances.open_to_speaker().taking_part().filter(session__code=code)
    theirs = theirs.exclude(session__status=Session.Status.CANCELLED)
    return theirs.select_related("session__conference", "speaker").order_by("position", "pk").first()


@transition
def _save(appearance, typed):
    """Compare what was typed with what is there now, while nobody else can change it; store it if all is well."""
    session = lock_session(appearance.session)
    appearance.refresh_from_db(fields=["technical_needs"])
    form = HandInForm(typed, instance=session, appearance=appearance)
    if form.is_valid():
        form.save()
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def files(request, speaker, code):
    """Show what a speaker has handed in for one of their sessions as files, and take one more."""
    appearance = _appearance(speaker, code)
    if appearance is None:
        return redirect("speaker:home")
    form, status, refusal = FileForm(), 200, ""
    if request.method == "POST":
        if not may_write(request):
            status, refusal = 429, too_often()
        else:
            form = FileForm(request.POST, request.FILES)
            try:
                if form.is_valid():
                    form.save(speaker, appearance.session)
                    return redirect(f"{reverse('speaker:files', args=[code])}?said=sent")
            except ProgrammeError as reason:
                status, refusal = 503 if isinstance(reason, Busy) else 200, str(reason)
    return _show_files(request, speaker, appearance.session, form=form, refusal=refusal, status=status)


def _show_files(request, speaker, session, *, form, refusal, status):
    context = {"conference": speaker.conference, "speaker": speaker, "person": speaker.code, "session": session}
    context |= {"form": form, "refusal": refusal, "said": request.GET.get("said")}
    context["files"] = found = list(speaker.files.filter(session=session))
    context["takes_more"] = len(found) < MOST_FILES
    return render(request, "programme/speaker/files.html", context, status=status)


@require_safe
@personal
def file(request, speaker, code, digest):
    """Send a speaker a file of their own, which need not be shown yet."""
    return attached(get_object_or_404(speaker.files, session__code=code, digest=digest))


@require_POST
@personal
def take_back(request, speaker, code, digest):
    """Delete a file that a speaker has handed in; pressing twice is as good as once."""
    own = speaker.files.filter(session__code=code, digest=digest).select_related("session").first()
    refusal, status = "", 200
    if own and not may_write(request):
        refusal, status = too_often(), 429
    elif own:
        try:
            remove_file(own)
        except Busy as reason:
            refusal, status = str(reason), 503
    if refusal:
        return _show_files(request, speaker, own.session, form=FileForm(), refusal=refusal, status=status)
    return redirect(f"{reverse('speaker:files', args=[code])}?said=removed")


@require_POST
@personal
def consent(request, speaker):
    """Note that a speaker agrees to one thing, or does not any more."""
    form = ConsentForm(request.POST)
    if not may_write(request):
        return show_home(request, speaker, refusal=too_often(), status=429)
    if form.is_valid():
        try:
            form.save(speaker)
        except Busy as reason:
            return show_home(request, speaker, refusal=str(reason), status=503)
    return redirect(f"{reverse('speaker:home')}#consents")


@require_safe
@personal
def picture(request, speaker):
    """Send a speaker their own picture, who need not be public yet."""
    return picture_file(get_object_or_404(Picture.objects.defer(None), speaker=speaker))


@require_safe
@personal
def my_data(request, speaker):
    response = JsonResponse(own_data(speaker), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{speaker.conference.slug}.json"'
    return response
