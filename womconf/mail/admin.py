from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from womconf.admin_actions import asks_for_many
from womconf.admin_saving import SavingAdmin
from womconf.admin_site import FindsAddresses
from womconf.in_hand import OfOneConferenceMixin
from womconf.mail import actions, bounces, failures
from womconf.mail.admin_filters import CameBackFilter, KindFilter, LanguageFilter
from womconf.mail.models import Message
from womconf.mail.writing import preview, words_of
from womconf.rights import may_everywhere


@admin.register(Message)
class MessageAdmin(OfOneConferenceMixin, FindsAddresses, SavingAdmin):
    """Every mail as it was or will be sent. Personal links stand in it as words: they are nobody else's."""

    list_display = ["to", "subject", "kind_in_words", "status", "status_at", "attempts", "problem"]
    list_filter = ["status", CameBackFilter, KindFilter, LanguageFilter]
    search_fields = ["to", "subject", "message_id"]
    date_hierarchy = "created_at"
    fields = [
        "to",
        "subject",
        "body",
        "kind_in_words",
        "conference",
        "language_in_words",
        "status",
        "status_at",
        "not_before",
        "attempts",
        "problem",
        "bounced_at",
        "bounce_code",
        "last_error",
        "reply_to",
        "message_id",
        "created_at",
    ]
    readonly_fields = fields
    actions = ["retry", "cancel"]
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """Those of no conference are about the whole, and for nobody who has to do with some conferences only."""
        found = super().get_queryset(request)
        is_for_all = any(may_everywhere(request.user, f"mail.{word}_message") for word in ("view", "change"))
        return found if is_for_all else found.exclude(conference=None)

    def of_conference(self, rows, conference):
        """Show those that belong to no conference with every one: nobody would see them otherwise."""
        return rows.filter(Q(conference=conference) | Q(conference=None))

    @admin.display(description=_("text"))
    def body(self, message):
        return preview(message).text

    @admin.display(description=_("kind"), ordering="kind")
    def kind_in_words(self, message):
        return words_of(message.kind)

    @admin.display(description=_("language"), ordering="language")
    def language_in_words(self, message):
        return dict(settings.LANGUAGES).get(message.language, message.language)

    @admin.display(description=_("problem"))
    def problem(self, message):
        """Say what stands or stood in its way; also of one that was sent and came back."""
        if message.last_error:
            return failures.sentence(message.last_error)
        return _("Came back: %s") % bounces.sentence(message.bounce_code) if message.bounce_code else ""

    @asks_for_many
    @admin.action(description=_("Send (again)"), permissions=["change"])
    def retry(self, request, queryset):
        self._each(request, queryset, actions.retry, said="Send (again)")

    @asks_for_many
    @admin.action(description=_("Do not send"), permissions=["change"])
    def cancel(self, request, queryset):
        self._each(request, queryset, actions.cancel, said="Do not send")

    def get_urls(self):
        return [
            path("stop/", self.admin_site.admin_view(self.stop_all), name="mail_message_stop_all"),
            path("release/", self.admin_site.admin_view(self.release_all), name="mail_message_release_all"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request,
            {
                **(extra_context or {}),
                "pause": actions.current_pause(),
                "may_stop_all": self._may_stop_all(request),
            },
        )

    @method_decorator(require_POST)
    def stop_all(self, request):
        self._require_change(request)
        actions.hold_all(by=request.user)
        messages.warning(request, _("All e-mail is stopped until you let it go again."))
        return redirect("admin:mail_message_changelist")

    @method_decorator(require_POST)
    def release_all(self, request):
        self._require_change(request)
        count = actions.release_all(by=request.user)
        messages.success(request, ngettext("%d e-mail let go.", "%d e-mails let go.", count) % count)
        return redirect("admin:mail_message_changelist")

    def _require_change(self, request):
        if not self._may_stop_all(request):
            raise PermissionDenied

    def _may_stop_all(self, request):
        """Whether somebody may stop the mail of all conferences."""
        return may_everywhere(request.user, "mail.change_message")

    def _each(self, request, queryset, action, *, said):
        done = 0
        for message in queryset:
            try:
                action(message)
            except actions.CannotChange:
                text = _("%(subject)s: has been sent already, or is being sent now.")
                messages.error(request, text % {"subject": message})
            else:
                self.log_change(request, message, said)
                done += 1
        if done:
            messages.success(request, ngettext("%d e-mail.", "%d e-mails.", done) % done)
