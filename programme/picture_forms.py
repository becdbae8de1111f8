"""The picture in a form about a speaker: shown, replaced, removed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme import actions
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
        from programme import pictures  # Pillow takes 4 MB, which a process without pictures can save

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


class PictureForm(forms.ModelForm):
    """The part of a form about a speaker that has their picture."""

    picture = PictureField(label=_("Picture"), required=False, widget=PictureWidget(attrs={"accept": ACCEPTED}))
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
            self.fields["picture"].widget.address = self.picture_address()

    def picture_address(self):
        """Return where those who use the form see the picture, whether or not it is public."""
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean()
        if self.errors and self.files.get("picture") and "picture" not in self.errors:
            self.add_error("picture", _("Please choose the picture once more: browsers do not keep files."))
        return cleaned

    def save_picture(self, speaker, *, by):
        """Store what was changed of the picture, by the same actions as everybody."""
        chosen, credit = self.cleaned_data["picture"], self.cleaned_data["picture_credit"]
        if not {"picture", "picture_credit"}.intersection(self.changed_data):
            return
        if chosen is False:
            actions.remove_picture(speaker, by=by)
        elif chosen:
            actions.set_picture(speaker, chosen, by=by, credit=credit)
        elif self.picture:
            actions.credit_picture(speaker, credit=credit, by=by)
