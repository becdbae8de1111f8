"""What the form fields for days and for times of day have in common: they read what people write."""

from django.core.exceptions import ValidationError


class AsWrittenMixin:
    """What the formats of a language do not know is read as the import reads it.

    `read` takes the text and returns the value; None: it names none, or more than one.
    """

    read = None

    @classmethod
    def like(cls, field):
        """Return a field that says and requires what one of Django's does."""
        messages = field.error_messages
        return cls(
            input_formats=field.input_formats, localize=field.localize, required=field.required, error_messages=messages
        )

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            found = self.read(value) if isinstance(value, str) else None
            if found is None:
                raise
            return found
