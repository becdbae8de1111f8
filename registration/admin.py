"""Who registered. Rows come from people: organisers look, correct a name, and cancel by the actions."""

from django import forms
from django.contrib import admin, messages
from django.db.models import F, Min, Prefetch
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from programme.admin.base import (
    EVERYWHERE,
    InConferenceMixin,
    OfConferenceAdmin,
    SureForm,
    ask_first,
    on_their_way,
    run,
)
from programme.models import Conference, Seats, Session
from registration import actions
from registration.admin_erase import EraseMixin
from registration.admin_filters import SessionFilter, SessionOfQuestionFilter
from registration.exceptions import AddressOfSomebodyElse, NotConfirmed, RegistrationError
from registration.forms import NeedsForm
from registration.long_lists import RegistrationList, add_places, has_one_of
from registration.models import AccessNeeds, Answer, Attendee, Option, Question, Registration
from registration.question_forms import AnswersForm
from womconf.addresses import in_search
from womconf.admin_saving import SavingAdmin
from womconf.admin_site import FindsAddresses


class ReadMostlyAdmin(FindsAddresses, SavingAdmin):
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Registration)
class RegistrationAdmin(ReadMostlyAdmin):
    list_display = ["attendee", "email", "what", "state", "registered"]
    list_filter = ["session__conference", "status", SessionFilter]
    search_fields = ["attendee__name", "attendee__email", "session__title__mentions"]
    list_select_related = ["attendee", "seats__session", "seats__slot"]
    date_hierarchy = "created_at"
    fields = [
        "attendee",
        "email",
        "what",
        "status",
        "waits_as",
        "status_at",
        "status_by",
        "held_until",
        "created_at",
    ]
    readonly_fields = fields
    actions = ["give_place", "cancel"]

    @admin.display(description=_("e-mail address"), ordering="attendee__email")
    def email(self, registration):
        return registration.attendee.email

    @admin.display(description=_("session"))
    def what(self, registration):
        return registration.seats.title

    def get_changelist(self, request, **kwargs):
        return RegistrationList

    def get_object(self, *args, **kwargs):
        registration = super().get_object(*args, **kwargs)
        if registration:
            add_places([registration])
        return registration

    def get_search_results(self, request, queryset, search_term):
        """Find people and sessions first: asked in one with the registrations, no index and no short way helps."""
        for word in in_search(search_term).split():
            people = self._found(Attendee, ["name", "email"], request, word)
            sessions = self._found(Session, ["title__mentions"], request, word)
            queryset = queryset.filter(has_one_of("attendee_id", people) | has_one_of("session_id", sessions))
        return queryset, False

    def _found(self, model, fields, request, word):
        """Return the keys of what has this word. A page asks for its rows several times, but looks for words once."""
        finder = admin.ModelAdmin(model, self.admin_site)
        finder.search_fields = fields
        found, _many = finder.get_search_results(request, model.objects.order_by(), word)
        return list(found.values_list("pk", flat=True))

    def render_change_form(self, request, context, *args, **kwargs):
        """Show no button to save: there is nothing to fill in."""
        nothing = {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, {**context, **nothing}, *args, **kwargs)

    @admin.display(description=_("status"), ordering="status")
    def state(self, registration):
        if registration.place is None:
            return registration.get_status_display()
        return _("on the waiting list, place %d") % registration.place

    @admin.display(description=_("registered"), ordering="created_at")
    def registered(self, registration):
        return date_format(timezone.localtime(registration.created_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("place on the waiting list"))
    def waits_as(self, registration):
        return registration.place or "–"

    @admin.action(description=_("Give a free place"), permissions=["change"], location=EVERYWHERE)
    def give_place(self, request, queryset):
        """To those who wait, first come first; also one that is kept back, and when the list no longer moves up."""
        run(
            request,
            queryset.waiting(),
            lambda registration: actions.give_place(registration, by=request.user),
            lambda n: ngettext("%d person has a place now.", "%d people have a place now.", n) % n,
            refusal=RegistrationError,
        )

    @admin.action(description=pgettext_lazy("registration", "Cancel …"), permissions=["change"], location=EVERYWHERE)
    def cancel(self, request, queryset):
        return _cancel(
            self,
            request,
            queryset,
            lambda registration: actions.cancel(registration, by=request.user),
            lambda n: ngettext("%d registration is cancelled.", "%d registrations are cancelled.", n) % n,
        )


class RegistrationInline(admin.TabularInline):
    model = Registration
    fields = ["what", "status", "status_at", "status_by"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("attendee", "seats__session", "seats__slot", "status_by")

    @admin.display(description=_("session"))
    def what(self, registration):
        return registration.seats.title

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        """Nothing can be typed here, so that what happens to a registration concerns nobody who corrects a name."""
        return False


class PoolsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, seats):
        zone = seats.session.conference.zone
        slot = seats.slot or next(iter(seats.session.slots.all()), None)
        title = f"{seats.title} ({seats})"
        if slot is None:
            return title
        return f"{date_format(slot.starts_at.astimezone(zone), 'SHORT_DATETIME_FORMAT')} · {title}"


class EnterForm(forms.ModelForm):
    """Somebody who telephoned, and the sessions they want."""

    pools = PoolsField(label=_("Sessions"), queryset=Seats.objects.none())
    for_owner = forms.BooleanField(label=_("Enter the sessions for the person who has this address"), required=False)

    class Meta:
        model = Attendee
        fields = ["conference", "name", "email", "organisation", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bookable = Seats.objects.filter(session__in=Session.objects.bookable())
        self.fields["conference"].initial = Conference.objects.only_one()
        self.fields["pools"].queryset = (
            bookable.select_related("session__conference", "slot")
            .prefetch_related("session__slots")
            .annotate(begins_at=Min("session__slots__starts_at"))
            .order_by(F("begins_at").asc(nulls_last=True), "session", "slot", "pk")
        )

    def validate_constraints(self):
        """Whoever is known by this address gets the sessions as well."""

    def clean(self):
        data = super().clean()
        foreign = [pool for pool in data.get("pools") or [] if pool.session.conference != data.get("conference")]
        if foreign:
            self.add_error("pools", _("“%s” belongs to another conference.") % foreign[0].title)
        return data


class TelephoneForm(NeedsForm, AnswersForm):
    """What somebody says who telephones. What they need to take part is stored, and shown to one group only."""

    is_sent = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["access_needs"].label = _("What this person needs to take part")
        self.fields["access_needs"].help_text = _("What is stored already is not shown here; new words replace it.")
        self.fields["access_needs_agreed"].label = _("The person agrees that this is stored.")

    def save(self, attendee):
        actions.answer(attendee, self.answers, questions=self.questions.values())
        if self.cleaned_data["access_needs"]:
            actions.note_needs(attendee, self.cleaned_data["access_needs"])


def _name_and_address(person):
    return f"{person.name}, {person.email}" if person.email else _("%s, without an e-mail address") % person.name


class MergeForm(SureForm):
    """Which of two people stays."""

    kept = forms.ModelChoiceField(
        label=_("Who stays"), queryset=Attendee.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = people
        self.fields["kept"].label_from_instance = _name_and_address


@admin.register(Attendee)
class AttendeeAdmin(EraseMixin, ReadMostlyAdmin):
    list_display = ["name", "email", "organisation", "conference", "email_confirmed_at"]
    list_filter = ["conference", ("email_confirmed_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "email", "organisation"]
    list_select_related = ["conference"]
    fields = ["conference", "name", "organisation", "email", "language", "email_confirmed_at", "created_at", "answers"]
    readonly_fields = ["conference", "email", "email_confirmed_at", "created_at", "answers"]
    inlines = [RegistrationInline]
    actions = ["answer", "send_everything", "merge", "cancel_all", "erase"]

    def has_add_permission(self, request, obj=None):
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **({} if obj else {"form": EnterForm}), **kwargs)

    def get_fields(self, request, obj=None):
        """Ask whether somebody else is meant only where that is the question."""
        if obj:
            return self.fields
        is_asked = "for_owner" in request.POST or isinstance(getattr(request, "refusal", None), AddressOfSomebodyElse)
        return [*EnterForm.Meta.fields, *(["for_owner"] if is_asked else []), "pools"]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_columns}
            return actions.correct(obj, **changes)
        known = obj.conference.attendees.with_address(obj.email).filter(email_confirmed_at=None).first()
        registrations = actions.add(by=request.user, **form.cleaned_data)
        if known and known.name != obj.name:
            text = _(
                "A form under the name “%(name)s” had come with this address. What it asks for is still unconfirmed."
            )
            messages.warning(request, text % {"name": known.name})
        person = Attendee.objects.get(pk=registrations[0].attendee_id)
        obj.pk = person.pk
        if person.name != obj.name:
            text = _("“%(typed)s” was not entered: this address is that of %(name)s, who has these places now.")
            messages.warning(request, text % {"typed": obj.name, "name": person.name})
            obj.name, obj.is_somebody_else = person.name, True
        waiting = [registration for registration in registrations if registration.status == Registration.Status.WAITING]
        for registration in waiting:
            text = _("“%s”: no place is free, so this person stands on the waiting list.")
            messages.warning(request, text % registration.seats.title)
        return None

    def response_add(self, request, obj, *args, **kwargs):
        """Go on to the answers, where this person has not been asked."""
        request.says_added = not hasattr(obj, "is_somebody_else")
        response = super().response_add(request, obj, *args, **kwargs)
        person = Attendee.objects.select_related("conference").get(pk=obj.pk)
        if AnswersForm(attendee=person).has_open_questions:
            messages.info(request, _("There are questions without an answer. Please choose the action “Answers …”."))
            return redirect("admin:registration_attendee_change", person.pk)
        return response

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Say nothing of somebody added where nobody was."""
        if level != messages.SUCCESS or getattr(request, "says_added", True):
            super().message_user(request, message, level, *args, **kwargs)

    @admin.action(description=_("Answers …"), permissions=["change"], location=EVERYWHERE)
    def answer(self, request, queryset):
        """Note what somebody says on the telephone: answers, and what they need to take part."""
        people = list(queryset.select_related("conference")[:2])
        if len(people) != 1:
            messages.error(request, _("Please choose one person."))
            return None
        [person] = people
        if person.email_confirmed_at is None:
            hint = _("If you know that it is right, enter this person once more, under Attendees, Add.")
            messages.error(request, f"{person}: {NotConfirmed.message} {hint}")
            return None
        form = TelephoneForm(request.POST if "is_sent" in request.POST else None, attendee=person)
        if not form.is_valid():
            return ask_first(self, request, queryset, form=form, title=_("Save answers"))
        return run(request, people, form.save, lambda n: _("The answers are saved."), refusal=RegistrationError)

    @admin.action(description=_("Send everything again"), permissions=["change"], location=EVERYWHERE)
    def send_everything(self, request, queryset):
        run(request, queryset, actions.send_everything, on_their_way)

    @admin.action(description=_("Make one of two …"), permissions=["change"])
    def merge(self, request, queryset):
        people = list(queryset[:3])
        if len(people) != 2:
            messages.error(request, _("Please choose two people who are the same."))
            return None
        form = MergeForm(request.POST if "kept" in request.POST else None, people=queryset)
        if not form.is_valid():
            return ask_first(
                self,
                request,
                queryset,
                form=form,
                title=_("Make one person of them"),
                explanation=_(
                    "The person who stays gets everything that the other one has, and an e-mail with it. Where both "
                    "are registered for the same session, the better place counts, and the other one becomes free."
                ),
            )
        kept = form.cleaned_data["kept"]
        [other] = [person for person in people if person != kept]
        run(
            request,
            [kept],
            lambda person: actions.merge(person, other, by=request.user),
            lambda n: _("They are one person now."),
            refusal=RegistrationError,
        )
        return None

    @admin.display(description=_("answers"), empty_value="–")
    def answers(self, attendee):
        found = Answer.objects.filter(submission__attendee=attendee).that_count()
        pairs = ((answer.question, answer) for answer in found)
        return format_html_join("", '<p class="answer">{}<br><strong>{}</strong></p>', pairs)

    @admin.action(description=_("Cancel everything …"), permissions=["change"], location=EVERYWHERE)
    def cancel_all(self, request, queryset):
        return _cancel(
            self,
            request,
            queryset,
            lambda attendee: actions.cancel_all(attendee, by=request.user),
            lambda n: ngettext("Everything of %d person is cancelled.", "Everything of %d people is cancelled.", n) % n,
        )


class OptionFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """Have at least two answers to choose from, and none where nothing is to be chosen."""
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        count = sum(not self._should_delete_form(form) for form in kept)
        is_choice = self.instance.kind == Question.Kind.CHOICE
        if is_choice and count < 2:
            raise forms.ValidationError(_("Please offer at least two answers."))
        if not is_choice and count:
            raise forms.ValidationError(_("Only a choice has possible answers. Please delete them here."))


class OptionInline(InConferenceMixin, admin.TabularInline):
    model = Option
    formset = OptionFormSet
    fields = ["text", "position"]
    extra = 0


@admin.register(Question)
class QuestionAdmin(OfConferenceAdmin):
    list_display = ["text", "session", "kind", "required", "conference"]
    list_filter = ["conference", SessionOfQuestionFilter, "kind", "is_required"]
    list_select_related = ["conference", "session"]
    search_fields = ["text__mentions"]
    ordering = ["conference", "position", "pk"]
    fields = ["conference", "session", "text", "help_text", "kind", "is_required", "position"]
    autocomplete_fields = ["session"]
    inlines = [OptionInline]

    @admin.display(description=_("required"), boolean=True, ordering="is_required")
    def required(self, question):
        return question.is_required


def _cancel(model_admin, request, queryset, act, done):
    form = SureForm(request.POST if "sure" in request.POST else None)
    if form.is_valid():
        return run(request, queryset, act, done, refusal=RegistrationError)
    return ask_first(
        model_admin,
        request,
        queryset,
        form=form,
        title=pgettext("registration", "Cancel"),
        explanation=_("They get an e-mail; each place goes to whoever is first on the waiting list."),
    )


@admin.register(AccessNeeds)
class AccessNeedsAdmin(ReadMostlyAdmin):
    """What people need to take part: for the members of one group only, whatever else somebody may do here."""

    list_display = ["text", "attendee", "sessions", "created_at"]
    list_filter = ["submission__attendee__conference"]
    list_select_related = ["submission__attendee"]
    fields = readonly_fields = ["attendee", "text", "sessions", "created_at"]

    def has_view_permission(self, request, obj=None):
        return request.user.groups.filter(name=AccessNeeds.ROLE).exists()

    def has_change_permission(self, request, obj=None):
        return False

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        """Return those of confirmed forms: until then, anybody may have written them."""
        confirmed = super().get_queryset(request).filter(submission__confirmed_at__isnull=False)
        live = Registration.objects.live().select_related("seats__session", "seats__slot")
        return confirmed.prefetch_related(Prefetch("submission__attendee__registrations", live))

    @admin.display(description=_("attendee"))
    def attendee(self, needs):
        return needs.submission.attendee

    @admin.display(description=_("sessions"))
    def sessions(self, needs):
        return ", ".join(registration.seats.title for registration in needs.submission.attendee.registrations.all())
