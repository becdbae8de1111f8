"""One labelled input for each language of a conference."""

from django import forms
from django.conf import settings
from i18nfield.forms import I18nFormField, I18nWidget

from programme.fields import translations


class TranslatedWidget(I18nWidget):
    """Show the enabled languages only, each with its name, `lang` and `dir`."""

    template_name = "programme/widgets/translated.html"
    use_fieldset = True

    def render(self, name, value, attrs=None, renderer=None):
        return forms.Widget.render(self, name, value, attrs, renderer)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        names = dict(settings.CONTENT_LANGUAGES)
        shown = []
        for locale, subwidget in zip(self.locales, context["widget"]["subwidgets"], strict=True):
            if locale in self.enabled_locales:
                shown.append({**subwidget, "label": names.get(locale, locale)})
        context["widget"]["subwidgets"] = shown
        return context


class TranslatedInput(TranslatedWidget):
    widget = forms.TextInput


class TranslatedTextarea(TranslatedWidget):
    widget = forms.Textarea


class TranslatedFormField(I18nFormField):
    """Keep the texts of languages that the form does not show."""

    widget = TranslatedInput

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("locales", [code for code, _name in settings.CONTENT_LANGUAGES])
        super().__init__(*args, **kwargs)
        self.show_languages([code for code, _name in settings.LANGUAGES])

    def show_languages(self, codes):
        self.widget.enabled_locales = [code for code in self.locales if code in codes]

    def _clean_bound_field(self, bound_field):
        value = super()._clean_bound_field(bound_field)
        for language, text in translations(bound_field.initial).items():
            if language not in self.widget.enabled_locales:
                value.data[language] = text
        return value


def show_languages_of(form, conference):
    """Let the translated fields of a form show the languages of a conference, and those that have a text already."""
    for name, field in form.fields.items():
        if isinstance(field, TranslatedFormField):
            written = translations(form.get_initial_for_field(field, name))
            field.show_languages({*conference.languages, *written})
