"""Text in the languages of a conference: stored by django-i18nfield, shown in the reader's language with fallback."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Lookup
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString

from programme.meeting_links import validate_no_meeting_link
from programme.validators import validate_no_control_characters, validate_single_line


def translations(value):
    """Return {language: text} of a translated value, whatever it was built from; plain text has the language ""."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if not data:
        return {}
    if isinstance(data, dict):
        return {language: text for language, text in data.items() if text}
    return {"": str(data)}


def in_language(value, language):
    """Return (text, its language) for a reader: their language, else the main one, else the first there is."""
    texts = translations(value)
    for wanted in (language, (language or "").split("-")[0], settings.LANGUAGE_CODE):
        if wanted in texts:
            return texts[wanted], wanted
    return next(((text, code) for code, text in sorted(texts.items())), ("", ""))


class TranslatedAttribute(DeferredAttribute):
    """Make whatever is assigned a translated value at once, not only after the next load from the database."""

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class TranslatedFieldMixin:
    """Refuse a text that is too long or has what no text for others may have, in whichever language it stands.

    That are characters that no honest text needs, and the link of a video conference.
    """

    descriptor_class = TranslatedAttribute
    text_validator = staticmethod(validate_no_control_characters)

    def __init__(self, *args, text_max_length=None, **kwargs):
        self.text_max_length = text_max_length
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.text_max_length is not None:
            kwargs["text_max_length"] = self.text_max_length
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        from programme.widgets import TranslatedFormField  # widgets imports translations from here

        return super().formfield(**{**kwargs, "form_class": TranslatedFormField, "widget": self.form_widget()})

    def to_python(self, value):
        if isinstance(value, str) and not value.startswith("{"):
            # Never let a title such as "2027" or "null" be read as JSON.
            return LazyI18nString({settings.LANGUAGE_CODE: value})
        return super().to_python(value)

    def from_db_value(self, value, expression, connection):
        """Return a text of the database. What is no JSON, mostly an empty text, is not tried as such: it takes long."""
        if value is None or value.startswith("{"):
            return super().from_db_value(value, expression, connection)
        text = LazyI18nString({})
        text.data = value
        return text

    def validate(self, value, model_instance):
        if not self.blank and not translations(value):
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value):
        for text in translations(value).values():
            if self.text_max_length is not None and len(text) > self.text_max_length:
                raise ValidationError(
                    _("Please use at most %(limit)d characters (there are %(length)d)."),
                    code="max_length",
                    params={"limit": self.text_max_length, "length": len(text)},
                )
            self.text_validator(text)
            validate_no_meeting_link(text)


class TranslatedCharField(TranslatedFieldMixin, I18nCharField):
    """One line of text in several languages."""

    text_validator = staticmethod(validate_single_line)

    def form_widget(self):
        from programme.widgets import TranslatedInput

        return TranslatedInput

    def __init__(self, *args, text_max_length=200, **kwargs):
        super().__init__(*args, text_max_length=text_max_length, **kwargs)


class TranslatedTextField(TranslatedFieldMixin, I18nTextField):
    """Paragraphs in several languages: Markdown (programme.markdown), or plain text."""

    def form_widget(self):
        from programme.widgets import MarkdownTextarea, TranslatedTextarea

        return TranslatedTextarea if self.is_plain else MarkdownTextarea

    def __init__(self, *args, text_max_length=20_000, is_plain=False, **kwargs):
        self.is_plain = is_plain
        super().__init__(*args, text_max_length=text_max_length, **kwargs)


def _as_json(column):
    """Return the SQL of what is stored, as JSON; of a text in no named language, mostly an empty one, nothing."""
    return f"CASE WHEN {column} LIKE '{{%%' THEN {column} ELSE '{{}}' END::jsonb"


@TranslatedCharField.register_lookup
@TranslatedTextField.register_lookup
class Mentions(Lookup):
    """Whether a text says something in any of its languages: `title__mentions="öffnung"`, however it is spelled.

    What is stored is JSON with every letter beyond ASCII escaped, so that LIKE on the column itself finds no Arabic.
    """

    lookup_name = "mentions"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        sought = f"%{connection.ops.prep_for_like_query(self.rhs)}%"
        texts = f"jsonb_each_text({_as_json(column)})"
        return f"EXISTS (SELECT FROM {texts} WHERE womconf_folded(value) LIKE womconf_folded(%s))", [
            *params,
            *params,
            sought,
        ]


@TranslatedCharField.register_lookup
@TranslatedTextField.register_lookup
class IsWritten(Lookup):
    """Whether there is a text in any language: `abstract__is_written=False`."""

    lookup_name = "is_written"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        any_text = f"EXISTS (SELECT FROM jsonb_each_text({_as_json(column)}) WHERE value <> '')"
        written = f"({column} NOT LIKE '{{%%' AND {column} <> '' OR {any_text})"
        return (written if self.rhs else f"NOT {written}"), [*params, *params, *params, *params]


@TranslatedCharField.register_lookup
@TranslatedTextField.register_lookup
class Lacks(Lookup):
    """Whether a text is written in some languages, but not in this one: `title__lacks="en"`."""

    lookup_name = "lacks"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        stored = _as_json(column)
        any_text = f"EXISTS (SELECT FROM jsonb_each_text({stored}) WHERE value <> '')"
        return f"({any_text} AND coalesce(({stored}) ->> %s, '') = '')", [*params * 4, self.rhs]
