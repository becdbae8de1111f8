"""The people who registered: organisers look, correct a name, enter who telephones, and act by the actions."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme.admin.banner import is_key
from programme.admin.base import EVERYWHERE, on_their_way, run
from programme.admin.merging import MergeMixin, TwiceFilter
from registration import actions
from registration.admin.base import ReadMostlyAdmin, cancel_after_asking
from registration.admin.erasing import EraseMixin
from registration.admin.paper_actions import PaperMixin
from registration.admin.people_forms import EnterForm, TelephoneForm
from registration.exceptions import AddressOfSomebodyElse, NoPlaceForThem, NotConfirmed, RegistrationError
from registration.models import Answer, Attendee, Registration
from registration.question_forms import AnswersForm
from registration.twins import attendees_twice
from womconf import in_hand
from womconf.admin_actions import ask_first, asks_for_many
from womconf.admin_saving import FOLDED
from womconf.admin_users import name_of
from womconf.mail.admin_bounces import BouncesMixin
from womconf.mail.admin_filters import BounceFilter
from womconf.quotes import in_quotes


class RegistrationInline(admin.TabularInline):
    model = Registration
    by_whom = name_of(Registration, "status_by")
    fields = ["what", "status", "status_at", "by_whom"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("attendee", "pool__session", "pool__slot", "status_by")

    @admin.display(description=_("session"))
    def what(self, registration):
        return registration.pool.title

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        """Show registrations without fields: whoever corrects a name saves no registration with it."""
        return False


@admin.register(Attendee)
class AttendeeAdmin(MergeMixin, BouncesMixin, EraseMixin, PaperMixin, ReadMostlyAdmin):
    list_display = ["name", "email", "comes_back", "organisation", "confirmed"]
    list_filter = [("email_confirmed_at", admin.EmptyFieldListFilter), BounceFilter, TwiceFilter]
    search_fields = ["folded_name__says", "email", "folded_organisation__says"]
    fields = ["name", "organisation", "email", "bounce", "phone", "language", "confirmed", "created_at"]
    fields += ["answers"]
    readonly_fields = ["email", "bounce", "confirmed", "created_at", "answers"]
    inlines = [RegistrationInline]
    actions = ["answer", "send_everything", "print_badges", "print_certificates"]
    actions += ["arrives_again", "merge", "tell_apart", "cancel_all", "erase"]
    merging = _(
        "The person who stays gets everything that the other one has, and an e-mail with it. Where both are registered "
        "for the same session, the better place counts, and the other one becomes free."
    )

    def has_add_permission(self, request, obj=None):
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **({} if obj else {"form": EnterForm}), **kwargs)
        form.conference = in_hand.of(request)
        if obj is None and is_key(chosen := request.GET.get("session", "")):
            form.chosen_session = int(chosen)
        return form

    def get_fieldsets(self, request, obj=None):
        """Ask of who telephones what has to be asked first, and the rest folded; and a question where it comes up."""
        if obj:
            return [(None, {"fields": self.fields})]
        asked = {"for_owner": AddressOfSomebodyElse, "one_more": NoPlaceForThem}
        refusal = getattr(request, "refusal", None)
        ticks = [name for name, reason in asked.items() if name in request.POST or isinstance(refusal, reason)]
        return [
            (None, {"fields": ["name", "email", "phone", "pools", "is_here", *ticks]}),
            (_("More"), {"fields": ["organisation", "language", "conference"], "classes": [FOLDED]}),
        ]

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if conference := in_hand.of(request):
            initial.setdefault("conference", conference.pk)
        return {**initial, "is_here": request.GET.get("here") == "1"}

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_columns}
            return actions.correct(obj, **changes)
        known = obj.conference.attendees.with_address(obj.email).filter(email_confirmed_at=None).first()
        typed = dict(form.cleaned_data)
        if typed.pop("is_here"):
            registrations = [actions.add_walk_in(by=request.user, **typed)]
        else:
            typed.pop("one_more", None)
            registrations = actions.add(by=request.user, **typed)
        if known and known.name != obj.name:
            text = _(
                "A form under the name “%(name)s” had come with this address. What it asks for is still unconfirmed."
            )
            messages.warning(request, text % {"name": in_quotes(known.name)})
        person = Attendee.objects.get(pk=registrations[0].attendee_id)
        obj.pk = person.pk
        if person.name != obj.name:
            text = _("“%(typed)s” was not entered: this address is that of %(name)s, who has these places now.")
            messages.warning(request, text % {"typed": in_quotes(obj.name), "name": person.name})
            obj.name, obj.is_somebody_else = person.name, True
        waiting = [registration for registration in registrations if registration.status == Registration.Status.WAITING]
        for registration in waiting:
            text = _("“%s”: no place is free, so this person stands on the waiting list.")
            if registration.session.waiting_list_is_over:
                text = _(
                    "“%s”: no place is free, and the session begins so soon that nobody moves up any more. This person "
                    "is on the waiting list: as soon as there is a place, choose them in the list of registrations, "
                    "and “Give a free place”."
                )
            messages.warning(request, text % in_quotes(registration.pool.title))
        return None

    def response_add(self, request, obj, *args, **kwargs):
        """Say that questions are open, and show the new person's page, where an action answers them."""
        request.says_added = not hasattr(obj, "is_somebody_else")
        response = super().response_add(request, obj, *args, **kwargs)
        person = Attendee.objects.select_related("conference").get(pk=obj.pk)
        if AnswersForm(attendee=person).has_open_questions:
            messages.info(request, _("There are questions without an answer. Please choose the action “Answers …”."))
            return redirect("admin:registration_attendee_change", person.pk)
        if not {"_continue", "_addanother"} & request.POST.keys() and is_key(chosen := request.GET.get("session", "")):
            query = {"session__conference__id__exact": person.conference_id, "session": chosen}
            return redirect(reverse("admin:registration_registration_changelist", query=query))
        return response

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Leave out Django's "was added" where the sessions went to somebody who was there already."""
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

    @asks_for_many
    @admin.action(description=_("Send everything again"), permissions=["change"], location=EVERYWHERE)
    def send_everything(self, request, queryset):
        run(request, queryset, actions.send_everything, on_their_way)

    def pairs(self, conference):
        return attendees_twice(conference)

    def merge_two(self, kept, other, by):
        return actions.merge(kept, other, by=by)

    def tell_them_apart(self, people, by):
        return actions.tell_apart(people, by=by)

    @admin.display(description=_("address confirmed"), ordering="email_confirmed_at")
    def confirmed(self, attendee):
        """Say when the address was confirmed."""
        if not attendee.email or not attendee.email_confirmed_at:
            return "–"
        return date_format(timezone.localtime(attendee.email_confirmed_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("answers"))
    def answers(self, attendee):
        found = Answer.objects.filter(submission__attendee=attendee).that_count()
        pairs = ((answer.question, answer) for answer in found)
        return format_html_join("", '<p class="answer">{}<br><strong>{}</strong></p>', pairs) or "–"

    @admin.action(description=_("Cancel everything …"), permissions=["change"], location=EVERYWHERE)
    def cancel_all(self, request, queryset):
        return cancel_after_asking(
            self,
            request,
            queryset,
            lambda attendee: actions.cancel_all(attendee, by=request.user),
            lambda n: ngettext("Everything of %d person is cancelled.", "Everything of %d people is cancelled.", n) % n,
        )
