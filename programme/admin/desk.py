"""The organisers' start page: what its buttons lead to."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from programme import about, actions, published
from programme.admin.asking import AskForm, ask_them, shown
from programme.admin.banner import is_key
from programme.desk import Desk
from programme.desk.lacking import LACKING
from programme.exceptions import ProgrammeError
from programme.models import Appearance, Conference, PutOff, Session
from programme.views import show_programme
from programme.years import validate_year
from womconf import in_hand

KEPT_FOR = timedelta(days=7)
ASK, CHANGE, PUT_OFF = "programme.change_appearance", "programme.change_conference", "programme.change_session"


def start_page(conference):
    return reverse("admin:index", query={"conference": conference.pk})


def conference_or_404(request, object_id, right):
    """Return the Conference in an address, which is then the one in hand; only for those who have a right there."""
    conference = theirs_or_404(request, object_id)
    if not request.user.has_perm(right, conference):
        raise PermissionDenied
    return conference


def theirs_or_404(request, object_id):
    """Return the Conference in an address, which is then the one in hand; only for those who have a part in it."""
    if not is_key(object_id):
        raise Http404
    return in_hand.take(request, get_object_or_404(Conference, pk=object_id))


def id_of(field):
    """Return the id of the first input of a bound field: several languages, or a day and a time, have one each."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, forms.MultiWidget) else field.id_for_label


def fields_lacking(form, conference):
    """Return [(id of the field, title)] of what a conference lacks before it can be public; "" without such a field."""
    lacking = about.lacking(conference)
    return [(id_of(form[name]) if name in form.fields else "", title) for name, title in lacking]


def page(request, template, title, **context):
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})


def put_off_until(desk):
    """Return the day that is suggested: a week from now, or the day before the conference if it begins sooner."""
    eve = desk.conference.starts_on - timedelta(days=1)
    return min(desk.today + KEPT_FOR, eve) if eve > desk.today else desk.today + KEPT_FOR


class PutOffForm(forms.ModelForm):
    """Until when something is left out of what is to do. The key is that of an item that is open."""

    class Meta:
        model = PutOff
        fields = ["until", "note"]
        widgets = {"until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, desk, **kwargs):
        initial = {"until": put_off_until(desk)}
        super().__init__(*args, initial=initial, **kwargs)
        self.desk = desk

    def clean_until(self):
        day = self.cleaned_data["until"]
        validate_year(day)
        if day <= self.desk.today:
            raise forms.ValidationError(_("Please choose a day to come."))
        return day


@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request, object_id):
    """Ask until when an item is put off; store it."""
    conference = conference_or_404(request, object_id, PUT_OFF)
    desk = Desk(conference, request.user)
    key = request.POST.get("key") or request.GET.get("key") or ""
    item = next((item for item in desk.items if item.key == key), None)
    if item is None:
        messages.info(request, _("This is settled by now."))
        return redirect(start_page(conference))
    form = PutOffForm(request.POST or None, desk=desk)
    if form.is_valid():
        actions.put_off(
            conference, item.key, until=form.cleaned_data["until"], note=form.cleaned_data["note"], by=request.user
        )
        messages.success(request, _("Put off. You find it at the foot of the list until then."))
        return redirect(start_page(conference))
    return page(request, "admin/put_off.html", _("Put off"), form=form, item=item)


@require_POST
def take_up_again(request, object_id):
    conference = conference_or_404(request, object_id, PUT_OFF)
    actions.take_up_again(conference, request.POST.get("key", ""))
    return redirect(start_page(conference))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_all(request, object_id):
    """Ask everybody at once who was not asked yet; of those only whom the page has named.

    With `?who=noted`: those who only stand as agreed.
    """
    conference = conference_or_404(request, object_id, ASK)
    sessions = Session.objects.filter(conference=conference).to_come()
    appearances = Appearance.objects.filter(session__in=sessions).for_asking()
    appearances = appearances.agreed_unasked() if request.GET.get("who") == "noted" else appearances.not_asked()
    if request.method == "POST":
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not ticked:
            messages.warning(request, _("Nobody is ticked, so nobody was asked."))
            return redirect(request.get_full_path())
        appearances = appearances.filter(pk__in=filter(is_key, ticked))
    if not appearances:
        messages.info(request, _("Everybody has been asked."))
        return redirect(start_page(conference))
    with timezone.override(conference.zone):
        form = AskForm(request.POST if request.method == "POST" else None, appearances=appearances)
        if form.written_to and form.is_valid():
            ask_them(request, form)
            return redirect(start_page(conference))
        return page(
            request,
            "admin/ask_first.html",
            _("Ask by e-mail"),
            opts=Appearance._meta,
            chosen=appearances,
            may_leave_out=ACTION_CHECKBOX_NAME,
            back=start_page(conference),
            **shown(form),
        ).render()


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, object_id):
    """Show what the public will see and what is missing, and make the conference public."""
    conference = conference_or_404(request, object_id, CHANGE)
    if request.method == "POST":
        try:
            actions.publish_conference(conference, by=request.user)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("The conference is public. Everybody can read its programme now.")
            address = settings.BASE_URL + reverse("programme:programme", args=[conference.slug])
            messages.success(request, format_html('{} <a href="{}">{}</a>', words, address, address))
        return redirect(start_page(conference))
    sessions = conference.sessions
    drafts = sessions.filter(status=Session.Status.DRAFT).count()
    form = admin.site.get_model_admin(Conference).get_form(request, conference)(instance=conference)
    without_time, _words = LACKING["time"]
    open_requests = Appearance.objects.filter(session__in=sessions.announced()).to_be_answered().order_by()
    within = {"conference__id__exact": conference.pk, "status__exact": Session.Status.DRAFT}
    context = {
        "drafts": drafts,
        "list_of_drafts": reverse("admin:programme_session_changelist", query=within),
        "announced": sessions.announced().count(),
        "without_time": without_time(sessions.announced().to_come(), conference).count(),
        "unanswered": open_requests.values("speaker").distinct().count(),
        "lacks": fields_lacking(form, conference),
        "page": reverse("admin:programme_conference_change", args=[conference.pk]),
        "opens": _when_registration_opens(conference),
        "opens_field": id_of(form["registration_opens_at"]) if "registration_opens_at" in form.fields else "",
    }
    return page(request, "admin/programme/publish.html", _("Make it public"), **context)


def _when_registration_opens(conference):
    opens_at, closes_at = conference.registration_opens_at, conference.registration_closes_at
    if closes_at and closes_at <= timezone.now():
        return _("Registration is over already.")
    if opens_at and opens_at > timezone.now():
        when = date_format(timezone.localtime(opens_at, conference.zone), "DATETIME_FORMAT")
        return _("Registration opens on %s.") % when
    return _("Registration will be open from then on.")


@require_http_methods(["GET", "HEAD"])
def preview(request, object_id):
    """Show the programme as the public sees it, or will see it; no drafts."""
    conference = conference_or_404(request, object_id, "programme.view_conference")
    return show_programme(request, published.read_for_organisers(conference), is_preview=True)


VIEWS = {
    "put-off": (put_off, "programme_put_off"),
    "take-up-again": (take_up_again, "programme_take_up_again"),
    "ask-all": (ask_all, "programme_ask_all"),
    "publish": (publish, "programme_publish"),
    "preview": (preview, "programme_preview"),
}


def urls(site):
    return [
        path(f"<path:object_id>/{address}/", site.admin_view(view), name=name)
        for address, (view, name) in VIEWS.items()
    ]
