"""The words of a text in one spelling, so that a name is found in it whatever stands between its words."""

from django.db.models import Func, TextField

WORDS = "' ' || btrim(regexp_replace(lower(%(expressions)s), '[[:space:][:punct:]]+', ' ', 'g')) || ' '"


class Words(Func):
    """Return the words of a text in small letters, with one space before and after each."""

    template = f"({WORDS})"
    output_field = TextField()
