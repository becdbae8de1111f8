"""The form field for a number of places or minutes, which reads numbers as people write them: “ca. 20”, “20 Plätze”."""

import re

from django import forms

THOUSANDS = re.compile(r"(?<=\d)[.,’'](?=\d{3}\b)")
AMONG_WORDS = re.compile(r"[^\d+−-]*(\d{1,9})[^\d.,]*[.,]?")  # one whole number without a sign


class CountField(forms.IntegerField):
    """A box for letters, too: browsers leave them out of a box for numbers, and send “.20” for “ca. 20”."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "vIntegerField"})

    def to_python(self, value):
        if isinstance(value, str):
            value = THOUSANDS.sub("", value.strip())
            if found := AMONG_WORDS.fullmatch(value):
                value = found[1]
        return super().to_python(value)
