from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from womconf.mail import actions
from womconf.mail.models import Message
from womconf.mail.rendering import preview


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Every mail as it was or will be sent. Personal links stand in it as words: they are nobody else's."""

    list_display = ["to", "subject", "kind", "status", "status_at", "attempts", "last_error"]
    list_filter = ["status", "kind", "language"]
    search_fields = ["to", "subject", "message_id"]
    date_hierarchy = "created_at"
    fields = [
        "to",
        "subject",
        "body",
        "kind",
        "language",
        "status",
        "status_at",
        "not_before",
        "attempts",
        "last_error",
    ]
    fields += ["message_id", "created_at"]
    readonly_fields = fields
    actions = ["retry", "cancel", "hold_all", "release_all"]
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("text"))
    def body(self, message):
        return preview(message)

    @admin.action(description=_("Send (again)"), permissions=["change"])
    def retry(self, request, queryset):
        self._each(request, queryset, actions.retry)

    @admin.action(description=_("Do not send"), permissions=["change"])
    def cancel(self, request, queryset):
        self._each(request, queryset, actions.cancel)

    @admin.action(description=_("Stop all e-mail, these and every other"), permissions=["change"])
    def hold_all(self, request, queryset):
        actions.hold_all(by=request.user)
        messages.warning(request, _("All e-mail is stopped until you let it go again."))

    @admin.action(description=_("Let all e-mail go again"), permissions=["change"])
    def release_all(self, request, queryset):
        count = actions.release_all(by=request.user)
        messages.success(request, ngettext("%d e-mail let go.", "%d e-mails let go.", count) % count)

    def _each(self, request, queryset, action):
        done = 0
        for message in queryset:
            try:
                action(message)
            except actions.CannotChange:
                messages.error(request, _("%(subject)s: has been sent already.") % {"subject": message.subject})
            else:
                done += 1
        if done:
            messages.success(request, ngettext("%d e-mail.", "%d e-mails.", done) % done)
