"""The organisers' own words in e-mails: written, looked at, and tried out on themselves."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from programme.admin.base import EVERYWHERE, OfConferenceAdmin, on_their_way
from programme.models import MailText
from programme.models.mail_texts import MEANING
from programme.samples import last_person, sample
from programme.widgets import TranslatedFormField
from womconf.addresses import readable
from womconf.mail.actions import note
from womconf.mail.models import Message
from womconf.mail.rendering import words
from womconf.mail.writing import SUBJECT, kinds_with_own_words, placeholders_of

SEES_PEOPLE = "mail.view_message"


def explained(names):
    """Return a list of placeholders with what each stands for, as HTML."""
    rows = ((f"{{{name}}}", MEANING[name]) for name in names)
    return format_html("<ul>{}</ul>", format_html_join("", "<li><code>{}</code> {}</li>", rows))


def shown(mails):
    """Return mails as HTML: [(what stands above, subject, text)]."""
    return format_html_join("", "<h3>{}</h3><p><strong>{}</strong></p><pre class=mail-preview>{}</pre>", mails)


def show_languages_of_mails(form):
    """Let texts be written in each language in which people can read e-mails, whatever those of the conference are."""
    for field in form.fields.values():
        if isinstance(field, TranslatedFormField):
            field.show_languages([code for code, _name in settings.LANGUAGES])


class MailTextForm(forms.ModelForm):
    """First the kind is chosen; then the words are written, in the languages that mails have."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"] = forms.ChoiceField(label=self.fields["kind"].label, choices=kinds_with_own_words())
        show_languages_of_mails(self)


class SeenWithPeopleMixin:
    """Notes at the object of a page whether whoever looks at it may see people: methods that show it are not told."""

    def get_object(self, request, *args, **kwargs):
        found = super().get_object(request, *args, **kwargs)
        if found is not None:
            found.is_seen_with_people = request.user.has_perm(SEES_PEOPLE)
        return found


@admin.register(MailText)
class MailTextAdmin(SeenWithPeopleMixin, OfConferenceAdmin):
    form = MailTextForm
    list_display = ["kind_in_words", "what_is_own"]
    ordering = ["kind"]
    actions = ["send_trial"]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            next_page = _("Choose which e-mails get words of your own. You write them on the next page, after saving.")
            return [(None, {"fields": ["conference", "kind"], "description": next_page})]
        shown = ["kind_in_words", "placeholders", "subject", "opening", "closing", "preview"]
        return [(None, {"fields": shown})]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "kind_in_words", "placeholders", "preview"]

    def render_change_form(self, request, context, *args, add=False, **kwargs):
        if add:  # it leads to the page where the words are written, whichever button is pressed
            context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, add=add, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        return redirect(reverse("admin:programme_mailtext_change", args=[obj.pk]))

    @admin.display(description=gettext_lazy("kind of e-mail"), ordering="kind")
    def kind_in_words(self, text):
        return str(text)

    @admin.display(description=gettext_lazy("own words"))
    def what_is_own(self, text):
        names = ["subject", "opening", "closing"]
        return ", ".join(str(text._meta.get_field(name).verbose_name) for name in names if str(getattr(text, name)))

    @admin.display(description=gettext_lazy("placeholders"))
    def placeholders(self, text):
        return explained([*placeholders_of(text.kind), SUBJECT])

    @admin.display(description=gettext_lazy("What it looks like, as stored"))
    def preview(self, text):
        return shown(self._samples(text))

    @admin.action(description=gettext_lazy("Send a trial to me"), permissions=["change"], location=EVERYWHERE)
    def send_trial(self, request, queryset):
        """Send the organiser one mail for each text and language; it is what the preview shows."""
        if not request.user.email:
            messages.error(request, _without_address(request.user))
            return
        now, sees_people = timezone.now().isoformat(), request.user.has_perm(SEES_PEOPLE)
        trials = [
            Message(
                kind="text-trial",
                to=request.user.email,
                language=code,
                conference=text.conference,
                key=f"text-trial:{text.pk}:{request.user.pk}:{code}:{now}",
                facts={"text": text.pk, "language": code},
                **{f"{name}_id": pk for name, pk in (last_person(text) if sees_people else {}).items()},
            )
            for text in queryset
            for code, _name in settings.LANGUAGES
        ]
        whither = _("The trial goes to %s.") % readable(request.user.email)
        messages.success(request, f"{whither} {on_their_way(note(trials))}")

    def _samples(self, text):
        person = last_person(text) if text.is_seen_with_people else {}
        for code, _name in settings.LANGUAGES:
            message = sample(text, code, person=person)
            yield get_language_info(code)["name_local"], message.subject, words(message)


def _without_address(user):
    """Say that an account has no address, and where one is entered: by its owner, if they may, or by somebody else."""
    said = _("There is no e-mail address in your account.")
    if not user.has_perm("auth.change_user"):
        whom = _("Please have one entered by somebody who may change accounts.")
        return f"{said} {whom}"
    page = reverse("admin:auth_user_change", args=[user.pk])
    return format_html('{} <a href="{}">{}</a>', said, page, _("Enter one"))
