"""Speakers, and requests to them: ask, and answer on their behalf."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, Q, Value, When
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from programme import actions
from programme.admin.appearances import AppearanceOfSpeakerInline
from programme.admin.asking import ConsentFilter, NoteForm, RequestFilter, ask
from programme.admin.banner import SaysWhatIsUntoldMixin
from programme.admin.base import (
    EVERYWHERE,
    ConferenceZoneMixin,
    OfConferenceAdmin,
    chosen_in,
    on_their_way,
    run,
)
from programme.admin.in_list import EditedInListMixin
from programme.admin.merging import MergeMixin, TwiceFilter
from programme.admin.owners import OwnerColumnMixin, OwnerFilter, OwnerFormMixin
from programme.admin.session_list import link_if
from programme.models import Appearance, Picture, Session, Speaker
from programme.picture_forms import PictureForm
from programme.twins import speakers_twice
from programme.views import picture_file
from womconf.admin_actions import ask_first, asks_for_many, is_sure
from womconf.admin_saving import SavingAdmin, lock_rows
from womconf.admin_site import FindsAddresses
from womconf.admin_users import name_of
from womconf.history.moments import Related
from womconf.in_hand import OfOneConferenceMixin
from womconf.mail.admin_bounces import BouncesMixin
from womconf.mail.admin_filters import BounceFilter

MOST_OF_REASON = 80  # characters in a list


class SpeakerForm(OwnerFormMixin, PictureForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "picture" in self.fields:
            self.fields["picture"].help_text = _(
                "JPEG, PNG or WebP, at most 3 MB. A square is cut out of it, a little above the middle; where and when "
                "it was taken is not kept. Public: the person must have agreed, and so must whoever took it."
            )

    def picture_address(self):
        return reverse("admin:programme_speaker_picture", args=[self.instance.pk])


@admin.register(Speaker)
class SpeakerAdmin(
    EditedInListMixin,
    MergeMixin,
    OwnerColumnMixin,
    BouncesMixin,
    FindsAddresses,
    SaysWhatIsUntoldMixin,
    OfConferenceAdmin,
):
    form = SpeakerForm
    list_display = [
        "name",
        "degree",
        "organisation",
        "has_address",
        "comes_back",
        "open_requests",
        "agrees_to",
        "takes_care",
    ]
    edited_in_list = ["email", "degree", "language", "owner", "internal_note"]
    columns_in_list = ["name", *edited_in_list]
    list_filter = [OwnerFilter, "appearances__status", ConsentFilter, ("email", EmptyFieldListFilter), BounceFilter]
    list_filter += [TwiceFilter]
    ordering = ["sort_key", "name", "pk"]  # a list that counts in a column loses the order of the model
    list_select_related = ["organisation", "owner"]
    search_fields = ["name__says", "email", "organisation__name__says", "biography__mentions"]
    autocomplete_fields = ["organisation"]
    fieldsets = [
        (None, {"fields": ["conference", "degree", "name", "family_name", "organisation", "position"]}),
        (_("Profile"), {"fields": ["biography", "website", "picture", "picture_credit"]}),
        (_("Never public"), {"fields": ["owner", "internal_note", "email", "bounce", "phone", "language"]}),
        (
            _("Consents"),
            {
                "fields": ["consents_in_words"],
                "description": _("Only they themselves give them, and take them back, on their personal page."),
            },
        ),
    ]
    readonly_fields = ["bounce", "consents_in_words"]
    inlines = [AppearanceOfSpeakerInline]
    history_of = [Related(Appearance, "speaker_id", ("session",), right="appearance")]
    actions = ["ask", "send_link", "revoke_link", "arrives_again", "merge", "tell_apart"]
    merging = _(
        "The person who stays gets everything that the other one has: sessions, texts, consents, e-mails. Where both "
        "have the same part in a session, the better answer counts. What is filled in stays; what is empty comes from "
        "the other one. The personal link of the other one ends."
    )

    def get_queryset(self, request):
        is_open = Q(appearances__status=Appearance.Status.REQUESTED)
        found = super().get_queryset(request).annotate(requests=Count("appearances", filter=is_open))
        return found.prefetch_related("consents")

    def pairs(self, conference):
        return speakers_twice(conference)

    def merge_two(self, kept, other, by):
        return actions.merge_speakers(kept, other, by=by)

    def tell_them_apart(self, people, by):
        return actions.tell_speakers_apart(people, by=by)

    def get_urls(self):
        view = self.admin_site.admin_view(self.picture)
        return [path("<path:object_id>/picture/", view, name="programme_speaker_picture"), *super().get_urls()]

    @method_decorator(require_safe)
    def picture(self, request, object_id):
        """Send the picture of a speaker who need not be public yet."""
        speaker = self.get_object(request, object_id)
        if not self.has_view_permission(request, speaker):
            raise PermissionDenied
        return picture_file(get_object_or_404(Picture.objects.defer(None), speaker=speaker))

    def view_on_site(self, speaker):
        return speaker.get_absolute_url() if Speaker.objects.public().filter(pk=speaker.pk).exists() else None

    @admin.display(boolean=True, description=_("has an e-mail address"), ordering="email")
    def has_address(self, speaker):
        return bool(speaker.email)

    @admin.display(description=_("open requests"), ordering="requests")
    def open_requests(self, speaker):
        return speaker.requests or "–"

    @admin.display(description=_("agrees to"))
    def agrees_to(self, speaker):
        valid = [consent for consent in speaker.consents.all() if consent.withdrawn_at is None]
        return ", ".join(map(str, valid)) or "–"

    @admin.display(description=_("consents"))
    def consents_in_words(self, speaker):
        """Say what they agreed to and when, and what they took back."""
        lines = [(self._consent_in_words(consent),) for consent in (speaker.consents.all() if speaker.pk else [])]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines)) if lines else _("none yet")

    def _consent_in_words(self, consent):
        given, withdrawn = (
            moment and date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
            for moment in (consent.given_at, consent.withdrawn_at)
        )
        if withdrawn:
            words = _("%(kind)s: given on %(given)s, withdrawn on %(withdrawn)s")
        else:
            words = _("%(kind)s: given on %(given)s")
        return words % {"kind": consent, "given": given, "withdrawn": withdrawn}

    def lock(self, request, object_id):
        """Lock the sessions of this speaker first, with those newly chosen: saving can change their status."""
        theirs = Appearance.objects.filter(speaker=object_id).values_list("session", flat=True)
        lock_rows(Session.objects.filter(pk__in=[*theirs, *chosen_in(request, "appearances", "session")]))
        super().lock(request, object_id)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change:
            self.follow_change(request, obj, form)
        form.save_picture(obj, by=request.user)

    def follow_change(self, request, obj, form):
        """If the address changes, end the links sent to the old one, and send waiting mails to the new one."""
        if "email" in form.changed_columns:
            actions.revoke_speaker_link(obj, by=request.user)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for appearance in formset.new_objects:
            actions.expect_answers(appearance.session, by=request.user)
        for appearance in formset.deleted_objects:
            actions.settle_session(appearance.session, by=request.user)

    def delete_model(self, request, obj):
        actions.remove_speaker(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for speaker in queryset:
            actions.remove_speaker(speaker, by=request.user)

    @admin.action(description=_("Ask or remind by e-mail …"), permissions=["change"], location=EVERYWHERE)
    def ask(self, request, queryset):
        theirs = Appearance.objects.filter(speaker__in=queryset)
        return ask(self, request, queryset, theirs.to_be_answered() | theirs.agreed_unasked())

    @asks_for_many
    @admin.action(description=_("Send the personal link again"), permissions=["change"], location=EVERYWHERE)
    def send_link(self, request, queryset):
        run(
            request,
            queryset,
            lambda speaker: actions.send_speaker_link(speaker, by=request.user),
            on_their_way,
        )

    @admin.action(description=_("Revoke the personal link …"), permissions=["change"], location=EVERYWHERE)
    def revoke_link(self, request, queryset):
        if not is_sure(request):
            return ask_first(
                self,
                request,
                queryset,
                title=_("Revoke the personal link"),
                explanation=_(
                    "No link that these people were sent before will open anything any more. Send them a new one if "
                    "they are to answer."
                ),
            )
        run(
            request,
            queryset,
            lambda speaker: actions.revoke_speaker_link(speaker, by=request.user),
            lambda n: ngettext("%d link is revoked.", "%d links are revoked.", n) % n,
        )
        return None


@admin.register(Appearance)
class AppearanceAdmin(OfOneConferenceMixin, SaysWhatIsUntoldMixin, FindsAddresses, ConferenceZoneMixin, SavingAdmin):
    """All requests at a glance: who has still to answer, who was asked when. The open ones stand first."""

    path_to_conference = "session__conference"
    by_whom = name_of(Appearance, "status_by")
    list_display = ["speaker", "status", "in_session", "role", "since", "by_whom", "asked", "until", "said"]
    list_filter = [RequestFilter, "status", "role", ("technical_needs", EmptyFieldListFilter)]
    search_fields = ["speaker__name__says", "speaker__email", "session__title__mentions"]
    list_select_related = ["speaker", "session__conference", "status_by"]
    ordering = [
        Case(When(status=Appearance.Status.REQUESTED, then=Value(0)), default=Value(1)).asc(),
        "asked_at",
        "pk",
    ]
    fields = ["speaker", "session", "role", "position", "answer_by", "asked_at", "asking_words", "technical_needs"]
    fields += ["status", "status_at", "by_whom", "status_note", "other_time_at"]
    readonly_fields = ["speaker", "session", "asked_at", "asking_words"]
    readonly_fields += ["status", "status_at", "by_whom", "status_note", "other_time_at"]
    actions = ["ask", "confirm_on_behalf", "decline_on_behalf", "withdraw"]
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).with_beginning().with_unreplaced()

    def get_changelist_instance(self, request):
        found = super().get_changelist_instance(request)
        for appearance in found.result_list:
            appearance.session.reader = request.user
        return found

    def has_add_permission(self, request):
        return False  # a person is added to a session on the session's or the person's page

    def conference_of(self, request, object_id):
        appearance = self.get_object(request, object_id)
        return appearance and appearance.session.conference

    def lock(self, request, object_id):
        lock_rows(Session.objects.filter(appearances=object_id))
        super().lock(request, object_id)

    def delete_model(self, request, obj):
        actions.remove_appearance(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for appearance in queryset:
            actions.remove_appearance(appearance, by=request.user)

    @admin.display(description=_("session"), ordering="session")
    def in_session(self, appearance):
        page = reverse("admin:programme_session_change", args=[appearance.session_id])
        return link_if("programme.view_session", appearance.session, page, appearance.session_with_time)

    @admin.display(description=_("status since"), ordering="status_at")
    def since(self, appearance):
        return self._moment(appearance, appearance.status_at)

    @admin.display(description=_("last asked"), ordering="asked_at", empty_value="–")
    def asked(self, appearance):
        return self._moment(appearance, appearance.asked_at)

    @admin.display(description=_("answer until"), ordering="answer_by", empty_value="–")
    def until(self, appearance):
        return appearance.answer_by and format_html(
            '<span class="moment">{}</span>', date_format(appearance.answer_by, "SHORT_DATE_FORMAT")
        )

    def _moment(self, appearance, moment):
        """Write day and time so that each stays in one line."""
        if moment is None:
            return None
        local = moment.astimezone(appearance.session.conference.zone)
        parts = ((date_format(local, name),) for name in ("SHORT_DATE_FORMAT", "TIME_FORMAT"))
        return format_html_join(" ", '<span class="moment">{}</span>', parts)

    @admin.display(description=_("what they say"))
    def said(self, appearance):
        """Show the other time that they ask for, or why they declined, with the way to somebody else if nobody is."""
        if appearance.status != Appearance.Status.DECLINED:
            return appearance.other_time or "–"
        reason = Truncator(appearance.status_note).chars(MOST_OF_REASON)
        if not appearance.is_unreplaced:
            return reason or "–"
        page = reverse("admin:programme_session_change", args=[appearance.session_id], query={"one_more": 1})
        words = _("Enter somebody instead …")
        link = link_if("programme.change_session", appearance.session, f"{page}#appearances-group", words)
        return format_html("{} {}", reason, link) if link != words else reason or "–"

    @admin.action(description=_("Ask or remind by e-mail …"), permissions=["change"], location=EVERYWHERE)
    def ask(self, request, queryset):
        return ask(self, request, queryset, queryset)

    @admin.action(description=_("Agreed: answer on their behalf …"), permissions=["change"], location=EVERYWHERE)
    def confirm_on_behalf(self, request, queryset):
        return self._with_note(
            request,
            queryset,
            _("Agreed: answer on their behalf"),
            lambda appearance, note: actions.confirm_appearance(appearance, by=request.user, note=note),
        )

    @admin.action(description=_("Declined: answer on their behalf …"), permissions=["change"], location=EVERYWHERE)
    def decline_on_behalf(self, request, queryset):
        return self._with_note(
            request,
            queryset,
            _("Declined: answer on their behalf"),
            lambda appearance, note: actions.decline_appearance(appearance, by=request.user, reason=note),
        )

    @admin.action(description=_("Withdraw the request …"), permissions=["change"], location=EVERYWHERE)
    def withdraw(self, request, queryset):
        if not is_sure(request):
            agreed = queryset.filter(status=Appearance.Status.CONFIRMED).count()
            words = [
                _("These people then no longer take part in the session, and their names leave the programme."),
                _("Nobody is written to at once; whoever knew of it stands under “Not told yet” afterwards."),
            ]
            if agreed:
                words.insert(0, ngettext("%d of them has agreed.", "%d of them have agreed.", agreed) % agreed)
            return ask_first(
                self,
                request,
                queryset,
                title=_("Withdraw the request"),
                explanation=" ".join(map(str, words)),
            )
        run(
            request,
            queryset,
            lambda appearance: actions.withdraw_appearance(appearance, by=request.user),
            lambda n: ngettext("%d request is withdrawn.", "%d requests are withdrawn.", n) % n,
        )
        return None

    def _with_note(self, request, queryset, title, act):
        """Ask for the note on a page of its own, then act."""
        form = NoteForm(request.POST if "note" in request.POST else None)
        if not form.is_valid():
            return ask_first(self, request, queryset, form=form, title=title)
        note = form.cleaned_data["note"]
        run(
            request,
            queryset,
            lambda appearance: act(appearance, note),
            lambda n: ngettext("%d answer is noted.", "%d answers are noted.", n) % n,
        )
        return None
