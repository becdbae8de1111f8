from django import forms
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.models import Appearance, Speaker
from programme.validators import validate_no_control_characters
from womconf.shown import ShownForm


class AnswerForm(forms.Form):
    """A speaker's yes, or no with a reason, for one of their sessions."""

    session = forms.CharField(max_length=20)
    role = forms.ChoiceField(choices=Appearance.Role, required=False)
    answer = forms.ChoiceField(choices=[("yes", _("Yes, I will take part")), ("no", _("No, I cannot take part"))])
    reason = forms.CharField(
        label=_("Your reason (optional)"),
        required=False,
        max_length=2000,
        validators=[validate_no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the organisers read it."),
    )

    def __init__(self, *args, speaker, **kwargs):
        super().__init__(*args, **kwargs)
        self.speaker = speaker
        self.appearance = None

    def clean(self):
        """Find the speaker's own appearance; the role tells several in one session apart."""
        code, role = self.cleaned_data.get("session"), self.cleaned_data.get("role")
        mine = self.speaker.appearances.open_to_speaker().select_related("session").filter(session__code=code)
        found = list(mine.filter(role=role) if role else mine) if code and "role" not in self.errors else []
        if len(found) != 1:
            raise forms.ValidationError(_("This session is not one of yours."))
        [self.appearance] = found

    def save(self):
        """Note the answer, by the same actions as everybody."""
        if self.cleaned_data["answer"] == "yes":
            return actions.confirm_appearance(self.appearance)
        return actions.decline_appearance(self.appearance, reason=self.cleaned_data["reason"])


class ProfileForm(ShownForm, forms.ModelForm):
    """What a speaker may say of themselves. Name and address are the organisers' to change.

    It is saved on a locked row only (programme.actions.lock_speaker), for an organiser may be at the same text.
    """

    class Meta:
        model = Speaker
        fields = ["position", "biography", "website"]
        help_texts = {
            "biography": _(
                "A few sentences about you. An empty line begins a new paragraph; *stars* around words make them "
                "italic, **two stars** bold."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        biography = self.fields["biography"]
        biography.show_languages(self.instance.conference.languages)
        for widget in biography.widget.widgets:
            widget.attrs["rows"] = 5

    def save(self, commit=True):
        """Store what was changed, by the same action as everybody."""
        return actions.describe_speaker(self.instance, **{name: self.cleaned_data[name] for name in self.changed_data})
