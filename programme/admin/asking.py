"""Asking speakers from the lists of the admin, and what they have answered."""

import re

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme import actions
from programme.admin.base import on_their_way, run
from programme.exceptions import AskedAMomentAgo
from programme.models import Appearance, Consent, Session
from programme.validators import validate_no_control_characters
from programme.years import validate_year
from womconf.admin_actions import SureForm, ask_first
from womconf.admin_lists import ChoiceFilter


class AskForm(SureForm):
    """What an organiser adds to requests."""

    answer_by = forms.DateField(
        label=_("Answer until"),
        required=False,
        validators=[validate_year],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: the day stays as it is noted, if one is."),
    )
    words = forms.CharField(
        label=_("Your own sentences"),
        required=False,
        max_length=Appearance._meta.get_field("asking_words").max_length,
        validators=[validate_no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two: why you ask just them. They go to each of them as they are, also in reminders."),
    )

    def __init__(self, *args, appearances, **kwargs):
        self.asked_just_now = actions.asked_a_moment_ago(appearances)
        self.is_vain = len(self.asked_just_now) == len(appearances)
        self.words_so_far = {appearance.asking_words for appearance in appearances}
        days = {appearance.answer_by for appearance in appearances}
        so_far = {"answer_by": _only(days), "words": _only(self.words_so_far)}
        super().__init__(*args, initial=so_far, **kwargs)

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"]
        if day and day < timezone.localdate() and "answer_by" in self.changed_data:
            raise forms.ValidationError(_("This day is over."))
        return day

    def clean_words(self):
        words = self.cleaned_data["words"].replace("\r\n", "\n")
        if re.search(r"[{}]", words):
            words = _("There are no placeholders here: please write the words themselves, without { }.")
            raise forms.ValidationError(words)
        return words

    def clean(self):
        if self.is_vain:
            raise forms.ValidationError(AskedAMomentAgo.message)
        return super().clean()

    @property
    def said(self):
        """What the requests say; None leaves what each of them says already."""
        words = self.cleaned_data["words"]
        is_left = "words" not in self.data or (not words and len(self.words_so_far) > 1)
        return {"answer_by": self.cleaned_data["answer_by"], "words": None if is_left else words}


def _only(values):
    return next(iter(values)) if len(values) == 1 else None


def ask(model_admin, request, chosen, appearances):
    """Say first who gets an e-mail, and who has to be asked otherwise; take a day and some words of the organiser."""
    form = AskForm(request.POST if "sure" in request.POST else None, appearances=appearances)
    if appearances and not form.is_valid():
        explanation = " ".join(map(str, who_is_asked(appearances, form.asked_just_now)))
        title = _("Ask by e-mail")
        return ask_first(model_admin, request, chosen, form=form, title=title, explanation=explanation)
    return ask_them(request, appearances, form)


def ask_them(request, appearances, form):
    """Ask as a valid AskForm says, and report."""
    run(
        request,
        appearances,
        lambda appearance: actions.request_speaker(appearance, by=request.user, **form.said),
        on_their_way,
    )


def who_is_asked(appearances, asked_just_now):
    count = sum(bool(each.speaker.email) and each.pk not in asked_just_now for each in appearances)
    without = {str(appearance.speaker) for appearance in appearances if not appearance.speaker.email}
    yield (
        ngettext(
            "%d e-mail goes out. It names the session with its time and text, and has a link to answer.",
            "%d e-mails go out. Each names the session with its time and text, and has a link to answer.",
            count,
        )
        % count
    )
    if without:
        yield _("Without an e-mail address, so please ask otherwise: %s.") % ", ".join(sorted(without))
    if asked_just_now:
        names = {str(appearance.speaker) for appearance in appearances if appearance.pk in asked_just_now}
        yield _("Asked less than an hour ago, so not once more now: %s.") % ", ".join(sorted(names))


class SaysWishMixin:
    """Shows beside a person that they could take part at another time."""

    @admin.display(description=_("asks for another time"))
    def wish(self, appearance):
        return appearance.other_time or "–"


class RequestFilter(ChoiceFilter):
    """Narrow the requests to those not asked yet, without an answer, overdue, or with a wish for another time."""

    title = _("request")
    parameter_name = "request"

    def lookups(self, request, model_admin):
        return [
            ("unasked", _("not asked yet")),
            ("waiting", _("no answer yet")),
            ("late", _("answer overdue")),
            ("unreplaced", _("declined, nobody added instead")),
            ("other_time", _("asks for another time")),
        ]

    def narrow(self, request, queryset, value):
        match value:
            case "unasked":
                return queryset.not_asked()
            case "waiting":
                return queryset.requested().filter(asked_at__isnull=False, other_time_at__isnull=True)
            case "late":
                return queryset.overdue(timezone.localdate())
            case "unreplaced":
                return queryset.filter(session__in=Session.objects.to_come()).unreplaced()
        return queryset.wishing_another_time()


class ConsentFilter(ChoiceFilter):
    """Narrow speakers to those who have agreed to something, or have not: those who may not be recorded, say."""

    title = _("consent")
    parameter_name = "consent"

    def lookups(self, request, model_admin):
        return [
            (Consent.Kind.PUBLICATION.value, _("may be published")),
            (f"no-{Consent.Kind.PUBLICATION}", _("may not be published")),
            (Consent.Kind.RECORDING.value, _("may be recorded")),
            (f"no-{Consent.Kind.RECORDING}", _("may not be recorded")),
            (Consent.Kind.PHOTO.value, _("may be photographed")),
            (f"no-{Consent.Kind.PHOTO}", _("may not be photographed")),
        ]

    def narrow(self, request, queryset, value):
        kind = value.removeprefix("no-")
        return queryset.with_consent(kind) if kind == value else queryset.without_consent(kind)
