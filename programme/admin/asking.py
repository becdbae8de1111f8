"""Asking speakers from the lists of the admin, and what they have answered."""

import re
from collections import defaultdict

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme import actions
from programme.admin.base import on_their_way
from programme.desk.speakers import list_of_requests
from programme.exceptions import ProgrammeError
from programme.models import Appearance, Consent, Session
from programme.samples import sample_request
from programme.validators import validate_no_control_characters
from programme.years import validate_year
from womconf.admin_actions import SureForm, ask_first
from womconf.admin_lists import ChoiceFilter
from womconf.quotes import in_quotes


class AskForm(SureForm):
    """What an organiser adds to requests."""

    answer_by = forms.DateField(
        label=_("Answer until"),
        required=False,
        validators=[validate_year],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Empty: the day stays as it is noted. Without any day nobody is reminded by itself; whoever is silent then "
            "stands in what is to do on the start page after a week, or three days before their session."
        ),
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
        self.appearances = appearances
        self.asked_just_now = actions.asked_a_moment_ago(appearances)
        agreed_unasked = Appearance.objects.filter(pk__in=[each.pk for each in appearances]).agreed_unasked()
        self.agreed_unasked = set(agreed_unasked.values_list("pk", flat=True))
        self.written_to = [each for each in appearances if each.speaker.email and self.is_to_be_asked(each)]
        self.words_so_far = {appearance.asking_words for appearance in appearances}
        days = {appearance.answer_by for appearance in appearances}
        so_far = {"answer_by": _only(days), "words": _only(self.words_so_far)}
        super().__init__(*args, initial=so_far, **kwargs)

    def is_to_be_asked(self, appearance):
        return not (appearance.pk in self.asked_just_now or self.has_agreed(appearance) or self.is_too_late(appearance))

    def has_agreed(self, appearance):
        return appearance.status == Appearance.Status.CONFIRMED and appearance.pk not in self.agreed_unasked

    def is_too_late(self, appearance):
        return appearance.session.is_cancelled or appearance.session.has_begun()

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"]
        if day and day < timezone.localdate() and "answer_by" in self.changed_data:
            raise forms.ValidationError(_("This day is over."))
        begins = [each for each in self.written_to if each.begins_at]
        first = min(begins, key=lambda each: each.begins_at, default=None)
        if day and first and day > timezone.localdate(first.begins_at, first.session.conference.zone):
            words = _("“%(session)s” takes place before that day. Please choose an earlier one, or leave it empty.")
            raise forms.ValidationError(words % {"session": in_quotes(first.session_with_time)})
        return day

    def clean_words(self):
        words = self.cleaned_data["words"].replace("\r\n", "\n")
        if re.search(r"[{}]", words):
            words = _("There are no placeholders here: please write the words themselves, without { }.")
            raise forms.ValidationError(words)
        return words

    @property
    def said(self):
        """What the requests say; None leaves what each of them says already."""
        words = self.cleaned_data["words"]
        is_left = "words" not in self.data or (not words and len(self.words_so_far) > 1)
        return {"answer_by": self.cleaned_data["answer_by"], "words": None if is_left else words}

    @property
    def mails(self):
        """Who gets an e-mail: a list for each person, of all that they are asked for."""
        return by_person(self.written_to)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("How do you know?"),
        max_length=2000,
        validators=[validate_no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: by telephone on 3 May."),
    )


def by_person(appearances):
    """Return appearances as lists, one for each person, in their order."""
    found = defaultdict(list)
    for appearance in appearances:
        found[appearance.speaker_id].append(appearance)
    return list(found.values())


def _only(values):
    return next(iter(values)) if len(values) == 1 else None


def ask(model_admin, request, chosen, appearances):
    """Say first who gets an e-mail, and who has to be asked otherwise; take a day and some words of the organiser."""
    appearances = list(appearances.for_asking())
    form = AskForm(request.POST if "sure" in request.POST else None, appearances=appearances)
    if form.written_to and form.is_valid():
        return ask_them(request, form)
    return ask_first(model_admin, request, chosen, title=_("Ask or remind by e-mail"), **shown(form))


def ask_them(request, form):
    """Ask as a valid AskForm says, each person by one e-mail, and report."""
    mails = 0
    for theirs in by_person(form.appearances):
        try:
            asked, refused = actions.request_speaker_for_several(theirs, by=request.user, **form.said)
        except ProgrammeError as reason:
            messages.error(request, f"{theirs[0].speaker}: {reason}")
            continue
        mails += bool(asked)
        names = {appearance.pk: appearance.name_with_time for appearance in theirs}
        for appearance, reason in refused:
            messages.error(request, f"{names[appearance.pk]}: {reason}")
    if mails:
        messages.success(request, on_their_way(mails))


def shown(form):
    """Return what the page shows before anybody is asked. Where nobody is, it has no button.

    What somebody typed before others asked stays in view.
    """
    samples = {}
    for theirs in form.mails:
        samples.setdefault((theirs[0].speaker.language, len(theirs) > 1), theirs)
    return {
        "form": form if form.written_to or form.is_bound else None,
        "can_act": bool(form.written_to),
        "explanation": format_html_join(" ", "{}", ((sentence,) for sentence in who_is_asked(form))),
        "mails": list(map(sample_request, samples.values())),
    }


def who_is_asked(form):
    """Yield a sentence for each that differs: who is written to, and who is not, and why."""
    count, requests = len(form.mails), len(form.written_to)
    if count < requests:
        words = ngettext(
            "%(mails)d e-mail goes out, for %(requests)d requests. It names each session with its time and text, and "
            "has a link to the page where each is answered on its own.",
            "%(mails)d e-mails go out, one to each person, for %(requests)d requests. Each names all sessions of the "
            "person with their times and texts, and has a link to the page where each is answered on its own.",
            count,
        )
        yield words % {"mails": count, "requests": requests}
    elif count:
        yield (
            ngettext(
                "%d e-mail goes out. It names the session with its time and text, and has a link to answer.",
                "%d e-mails go out. Each names the session with its time and text, and has a link to answer.",
                count,
            )
            % count
        )
    elif form.appearances:
        yield _("No e-mail goes out.")
    else:
        yield _("No e-mail goes out: those who are chosen have no request that is open.")
    left = [each for each in form.appearances if each not in form.written_to]
    without = [each for each in left if form.is_to_be_asked(each)]
    if without:
        pages = _pages_of(without)
        links = format_html_join(", ", '<a href="{}">{}</a>', pages)
        yield format_html(_("Without an e-mail address, so please ask otherwise, or enter it: {people}."), people=links)
        if len(pages) > 1:
            query = {"conference__id__exact": without[0].session.conference_id, "email__isempty": 1}
            address = reverse("admin:programme_speaker_edit_list", query=query)
            yield format_html('<a href="{}">{}</a>', address, _("Enter all addresses in one list"))
        address = list_of_requests(without[0].session.conference_id, "unasked")
        yield format_html('<a href="{}">{}</a>', address, _("Note what they have answered on the telephone"))
    for is_so, sentence in (
        (lambda each: each.pk in form.asked_just_now, _("Asked less than an hour ago, so not once more now: %s.")),
        (form.has_agreed, _("Have agreed already, and know it: %s.")),
        (form.is_too_late, _("Not asked, because their session is cancelled or has begun: %s.")),
    ):
        if names := _names(each for each in left if is_so(each)):
            yield sentence % names
    for status, sentence in (
        (Appearance.Status.DECLINED, _("Have declined, and are asked once more: %s.")),
        (Appearance.Status.WITHDRAWN, _("Were withdrawn, and are asked once more: %s.")),
    ):
        if names := _names(each for each in form.written_to if each.status == status):
            yield sentence % names
    noted = [each for each in form.written_to if each.pk in form.agreed_unasked]
    if noted:
        yield (
            _("Stand as agreed, but nobody has asked them: %s. Until they answer, they are requested again.")
            % _names(noted)
        )


def _names(appearances):
    return ", ".join(sorted({str(appearance.speaker) for appearance in appearances}))


def _pages_of(appearances):
    """Return (page, name) of each speaker once, in the order of their names."""
    speakers = sorted({each.speaker for each in appearances}, key=str)
    return [(reverse("admin:programme_speaker_change", args=[each.pk]), each) for each in speakers]


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
            ("noted", _("agreed as noted, not asked")),
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
            case "noted":
                return queryset.agreed_unasked()
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
