from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.models import Appearance, Consent, Proposal, Session, Speaker
from programme.models.people import MOST_NEEDS
from programme.models.proposals import with_text
from programme.picture_forms import PictureForm
from programme.validators import validate_no_control_characters, validate_single_line
from womconf.shown import ShownForm


class AnswerForm(forms.Form):
    """A speaker's yes, no with a reason, or another time in their own words, for one of their sessions."""

    session = forms.CharField(max_length=20)
    role = forms.ChoiceField(choices=Appearance.Role, required=False)
    answer = forms.ChoiceField(
        choices=[
            ("yes", _("Yes, I will take part")),
            ("other", _("Only at another time")),
            ("no", _("No, I cannot take part")),
        ]
    )
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
        if self.cleaned_data.get("answer") == "other" and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Please say when you could take part."))

    def save(self):
        """Note the answer, by the same actions as everybody."""
        match self.cleaned_data["answer"]:
            case "yes":
                return actions.confirm_appearance(self.appearance)
            case "other":
                return actions.ask_for_another_time(self.appearance, when=self.cleaned_data["reason"])
        return actions.decline_appearance(self.appearance, reason=self.cleaned_data["reason"])


class ProfileForm(ShownForm, PictureForm):
    """What a speaker may say of themselves. Name and address are the organisers' to change.

    It is saved on a locked row only (programme.actions.lock_speaker), for an organiser may be at the same text.
    """

    button = _("Save")

    organisation_name = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        validators=[validate_single_line, validate_no_control_characters],
        help_text=_("Where you come from, as it is to stand beside your name."),
    )
    field_order = ["position", "organisation_name"]

    class Meta:
        model = Speaker
        fields = ["position", "biography", "website"]
        help_texts = {"biography": _("A few sentences about you.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.initial["organisation_name"] = self.instance.organisation.name if self.instance.organisation else ""
        biography = self.fields["biography"]
        biography.show_languages(self.instance.conference.languages)
        for widget in biography.widget.widgets:
            widget.attrs["rows"] = 5
        self.fields["picture"].help_text = _(
            "JPEG, PNG or WebP, at most 3 MB. A square is cut out of it, a little above the middle; where and when it "
            "was taken is not kept. Whoever took it must have agreed."
        )

    def picture_address(self):
        return reverse("speaker:picture")

    def save(self, commit=True):
        """Store what was changed, by the same actions as everybody."""
        said = {name: self.cleaned_data[name] for name in self.changed_data if name in self._meta.fields}
        if "organisation_name" in self.changed_data:
            said["organisation"] = self.cleaned_data["organisation_name"]
        self.save_picture(self.instance, by=None)
        return actions.describe_speaker(self.instance, **said)


class HandInForm(ShownForm, forms.ModelForm):
    """What a speaker hands in for one of their sessions: texts as proposals, and what they need themselves.

    The fields of the session show what waits for a decision, else what the session says. It is saved on a locked
    session only (programme.actions.lock_session).
    """

    button = _("Hand in")

    technical_needs = forms.CharField(
        label=_("Technical needs"),
        required=False,
        max_length=MOST_NEEDS,
        validators=[validate_no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example adapter, sound, flip chart. Only the organisers read it."),
    )

    class Meta:
        model = Session
        fields = ["abstract", "materials", "materials_url"]
        help_texts = {
            "abstract": _("What it is about, for people who do not know the subject."),
            "materials": _("What people find there, or should bring. For example: please bring a form of your own."),
            "materials_url": _("For example to slides or a hand-out. Once it is accepted, everybody sees it."),
        }

    def __init__(self, *args, appearance, **kwargs):
        self.appearance = appearance
        session = kwargs["instance"]
        kwargs["initial"] = {"technical_needs": appearance.technical_needs, **self._proposed(session)}
        super().__init__(*args, label_suffix="", **kwargs)
        for name in ("abstract", "materials"):
            self.fields[name].show_languages(session.conference.languages)
        for widget in self.fields["abstract"].widget.widgets:
            widget.attrs["rows"] = 8

    def _proposed(self, session):
        """Return the values of the fields for which texts of theirs wait."""
        self.waiting = list(Proposal.objects.waiting().filter(speaker=self.appearance.speaker_id, session=session))
        shown = Session(**{name: getattr(session, name) for name in self._meta.fields})
        for each in self.waiting:
            setattr(shown, each.field, with_text(shown, each.field, each.language, each.text))
        return {each.field: getattr(shown, each.field) for each in self.waiting}

    def save(self, commit=True):
        """Propose the texts that were touched; store the needs."""
        if "technical_needs" in self.changed_data:
            actions.note_technical_needs(self.appearance, self.cleaned_data["technical_needs"])
        if texts := {key: text for name in self._meta.fields for key, text in self._touched(name)}:
            actions.propose_texts(self.appearance.speaker, Session.objects.get(pk=self.instance.pk), texts)
        return self.appearance

    def _touched(self, name):
        """Yield ((field, language), text) of what was changed on the page; the language of a link is ""."""
        bound = self[name]
        if name == Proposal.Field.MATERIALS_URL:
            if any(bound.touched):
                yield (name, ""), self.cleaned_data[name]
            return
        for language, sent, touched in zip(bound.field.locales, bound.sent, bound.touched, strict=True):
            if touched:
                yield (name, language), sent.strip()


class ConsentForm(forms.Form):
    """One thing to which a speaker agrees, or does not any more."""

    kind = forms.ChoiceField(choices=Consent.Kind)
    agree = forms.ChoiceField(choices=[("yes", _("I agree")), ("no", _("I do not agree any more"))])

    def save(self, speaker):
        act = actions.give_consent if self.cleaned_data["agree"] == "yes" else actions.withdraw_consent
        return act(speaker, self.cleaned_data["kind"])
