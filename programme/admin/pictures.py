"""The picture in the form of a speaker: shown, replaced, removed."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme import pictures
from programme.models import Picture
from programme.validators import validate_single_line

ACCEPTED = "image/jpeg,image/png,image/webp"


class PictureWidget(forms.ClearableFileInput):
    """The picture that there is, a tick to remove it, and a field to choose another one."""

    template_name = "admin/picture.html"
    address = ""

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"address": self.address}

    def format_value(self, value):
        return None

    def use_required_attribute(self, initial):
        return False


class PictureField(forms.FileField):
    """Return the Portrait that was drawn, False to remove the picture, None to leave it. Its value is the digest."""

    widget = PictureWidget

    def to_python(self, data):
        if data is None or isinstance(data, str):
            return data
        if data.size > pictures.MAX_BYTES:
            raise forms.ValidationError(pictures.TooManyBytes.message)
        try:
            return pictures.read(data)
        except pictures.PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self, data, initial=None):
        return False if data is False else self.to_python(data)

    def bound_data(self, data, initial):
        return data

    def has_changed(self, initial, data):
        return bool(initial) if data is False else data not in (None, "") and data != initial


class SpeakerForm(forms.ModelForm):
    picture = PictureField(
        label=_("Picture"),
        required=False,
        widget=PictureWidget(attrs={"accept": ACCEPTED}),
        help_text=_(
            "JPEG, PNG or WebP, at most 3 MB. A square is cut out of it, a little above the middle; where and when it "
            "was taken is not kept. Public: the person must have agreed, and so must whoever took it."
        ),
    )
    picture_credit = forms.CharField(
        label=_("Picture taken by"),
        required=False,
        max_length=200,
        validators=[validate_single_line],
        help_text=_("Public, below the picture."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.picture = Picture.objects.filter(speaker=self.instance.pk).first() if self.instance.pk else None
        if self.picture and "picture" in self.fields:
            self.initial |= {"picture": self.picture.digest, "picture_credit": self.picture.credit}
            self.fields["picture"].widget.address = reverse("admin:programme_speaker_picture", args=[self.instance.pk])

    def clean(self):
        cleaned = super().clean()
        if self.errors and self.files.get("picture") and "picture" not in self.errors:
            self.add_error("picture", _("Please choose the picture once more: browsers do not keep files."))
        return cleaned
