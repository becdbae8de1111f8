"""The forms of a conference: what a new one needs, and all that can be said of one."""

import re

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from programme import about, slugs
from programme.actions import moving
from programme.fields import translations
from programme.models import Conference
from programme.models.asking import MOST_DAYS, MOST_REMINDERS
from programme.validators import validate_time_zone
from womconf.admin_saving import ASKS


class ConferenceForm(forms.ModelForm):
    clocks = forms.ChoiceField(
        label=_("If you choose another time zone"),
        choices=[
            ("stay", _("the clocks of the programme stay: 10:00 is 10:00 in the new zone, too")),
            ("go", _("the moments stay: what begins at 10:00 begins at another time of the new zone")),
        ],
        initial="stay",
        required=False,
        widget=forms.RadioSelect,
        help_text=_("For sessions, breaks, and the times of registration. First and last day stay as they are typed."),
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    answer_reminders = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = Conference._meta.get_field("languages")
        self.fields["languages"].choices = field.base_field.flatchoices
        more = _("Once this is saved, each text has a field for each of them.")
        self.fields["languages"].help_text = format_lazy("{} {}", field.help_text, more)
        reminders = Conference._meta.get_field("answer_reminders")
        self.fields["answer_reminders"].label = capfirst(reminders.verbose_name)
        self.fields["answer_reminders"].help_text = reminders.help_text
        self.initial["answer_reminders"] = ", ".join(map(str, self.instance.answer_reminders))

    def clean_time_zone(self):
        """Refuse here what is no zone: the model looks only after the times of the zone were needed."""
        zone = self.cleaned_data["time_zone"]
        validate_time_zone(zone)
        return zone

    def clean(self):
        """Name those whom the times of another zone would hurt; let no public conference fall silent about itself."""
        data = super().clean()
        for page in about.PAGES.values() if self.instance.is_public else []:
            if page.field in self.changed_data and not page.is_said_with(data.get(page.field)):
                self.add_error(page.field, _("A public conference needs this text. Please write another one."))
        if self.instance.is_public and "contact_email" in self.changed_data and not data.get("contact_email"):
            self.add_error("contact_email", _("A public conference needs an address to which people can answer."))
        if self.keeps_clocks and not self.errors and moving.MEANT not in self.data:
            there = moving.at_another_zone(Conference.objects.get(pk=self.instance.pk), data["time_zone"])
            if names := moving.people_in_the_way(there):
                raise forms.ValidationError(moving.question(moving.harm(names, self.user)), code=ASKS)
        return data

    @property
    def keeps_clocks(self):
        """Whether another zone was chosen in which 10:00 is to stay 10:00."""
        is_other = self.instance.pk and "time_zone" in self.changed_data
        return bool(is_other and self.cleaned_data.get("clocks") != "go")

    def clean_answer_reminders(self):
        """Read days as people write them, “7, 2” or “7;2”; the model says the same of their number."""
        words = re.findall(r"[^\s,;]+", self.cleaned_data["answer_reminders"])
        days = {int(word) for word in words if re.fullmatch(r"[0-9]{1,3}", word)}
        if len(days) < len(set(words)) or not days <= set(range(1, MOST_DAYS + 1)) or len(days) > MOST_REMINDERS:
            raise forms.ValidationError(
                _("Please write days from 1 to %(days)d, at most %(number)d of them, with commas between: 7, 2"),
                params={"days": MOST_DAYS, "number": MOST_REMINDERS},
            )
        return sorted(days, reverse=True)

    def clean_languages(self):
        """Keep the main language first where it stays chosen."""
        chosen = self.cleaned_data["languages"]
        kept = [language for language in self.instance.languages if language in chosen]
        return kept + [language for language in chosen if language not in kept]


class NewConferenceForm(forms.ModelForm):
    """What a conference needs to be there. Everything else has a good value, or can be written later."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = False
        self.fields["ends_on"].help_text = _("Empty: it takes one day.")

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and not data.get("ends_on") and "ends_on" not in self.errors:
            data["ends_on"] = data["starts_on"]
        return data

    def _post_clean(self):
        """Give it an address, and the languages in which its title is written, before the model is asked."""
        title, starts_on = self.cleaned_data.get("title"), self.cleaned_data.get("starts_on")
        if title and starts_on:
            self.instance.slug = slugs.free(str(title), starts_on)
            self.instance.languages = list(translations(title)) or self.instance.languages
        super()._post_clean()
