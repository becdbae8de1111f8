"""A file in a form: chosen, judged by its content, and called by a name that people can read."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.models.files import LONGEST_NAME, NAME_VALIDATORS
from programme.validators import BIDI_CONTROLS, LINE_BREAKS

ACCEPTED = ".pdf,.pptx,.docx,.xlsx,.odp,.odt,.ods"
ENDING = re.compile(r"\.\w{1,5}$")


def name_of(file_name):
    """Return what to call a file by its name on somebody's computer, which may hold anything."""
    last = ENDING.sub("", re.split(r"[\\/]", unicodedata.normalize("NFC", file_name))[-1])
    kept = "".join(" " if _is_left_out(sign) else sign for sign in last)
    return " ".join(kept.split())[:LONGEST_NAME].strip() or gettext("Materials")


def _is_left_out(sign):
    return sign in {"_", *BIDI_CONTROLS, *LINE_BREAKS} or unicodedata.category(sign) in {"Cc", "Cs"}


class HandedField(forms.FileField):
    """Return the Handed of a file (programme.session_files); None where none was chosen."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})
    default_error_messages = {"required": _("Please choose a file.")}

    def to_python(self, data):
        if data in self.empty_values:
            return None
        from programme import session_files  # its parsers are for those processes only that are sent files

        try:
            return session_files.read(data)
        except session_files.FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class FileForm(forms.Form):
    """A file that a speaker hands in for one of their sessions."""

    file = HandedField(
        label=_("File"),
        help_text=_(
            "PDF, PowerPoint, Word, Excel or OpenDocument, at most 20 MB. A PDF opens everywhere; in other files your "
            "notes to the slides go along."
        ),
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_NAME,
        validators=NAME_VALIDATORS,
        help_text=_("As the programme is to call it, for example “Slides”. Empty: the name of the file."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self):
        """Call a file without a name as it was called where it came from."""
        data = super().clean()
        if "file" in data and not data.get("name") and "name" not in self.errors:
            data["name"] = name_of(self.files["file"].name)
        if "file" in data and self.errors:
            self.add_error("file", _("Please choose the file once more: browsers do not keep files."))
        return data

    def save(self, speaker, session):
        return actions.hand_in_file(speaker, session, self.cleaned_data["file"], name=self.cleaned_data["name"])
