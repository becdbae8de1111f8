"""One labelled input for each language of a conference."""

from django import forms
from django.conf import settings
from i18nfield.forms import I18nFormField, I18nWidget

from programme.fields import translations


class TranslatedWidget(I18nWidget):
    """Show the enabled languages and those that have a text already, each with its name, `lang` and `dir`."""

    template_name = "programme/widgets/translated.html"
    use_fieldset = True

    def decompress(self, value):
        texts = translations(value)
        if "" in texts:
            texts = {settings.LANGUAGE_CODE: texts[""]}
        return [texts.get(language) for language in self.locales]

    def render(self, name, value, attrs=None, renderer=None):
        return forms.Widget.render(self, name, value, attrs, renderer)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        names = dict(settings.CONTENT_LANGUAGES)
        context["widget"]["subwidgets"] = [
            {**subwidget, "label": names[language]}
            for language, subwidget in zip(self.locales, context["widget"]["subwidgets"], strict=True)
            if language in self.enabled_locales or subwidget["value"]
        ]
        return context


class TranslatedInput(TranslatedWidget):
    widget = forms.TextInput


class TranslatedTextarea(TranslatedWidget):
    widget = forms.Textarea


class MarkdownTextarea(TranslatedTextarea):
    """With a line that says how to write, for those who have never heard of Markdown."""

    template_name = "programme/widgets/markdown.html"


class TranslatedHidden(TranslatedWidget):
    """The same languages, as the page showed them."""

    template_name = "django/forms/widgets/multiwidget.html"
    widget = forms.HiddenInput


class TranslatedFormField(I18nFormField):
    """A text in several languages. Those that the form did not show stay as they are."""

    widget = TranslatedInput
    has_parts = True  # people can each change another language (womconf.shown)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("locales", [code for code, _name in settings.CONTENT_LANGUAGES])
        super().__init__(*args, **kwargs)
        self.required = self.one_required  # as its label says; no single language is
        self.show_languages([code for code, _name in settings.LANGUAGES])

    @property
    def part_names(self):
        names = dict(settings.CONTENT_LANGUAGES)
        return [names[code] for code in self.locales]

    def hidden_widget(self):
        """Return the widget that remembers what was shown, in place of the class that other fields have."""
        hidden = TranslatedHidden(locales=self.locales, field=self)
        hidden.enabled_locales = self.widget.enabled_locales
        return hidden

    def show_languages(self, codes):
        self.widget.enabled_locales = [code for code in self.locales if code in codes]

    def has_changed(self, initial, data):
        """Compare the languages that were sent; None stands for one that was not."""
        if self.disabled:
            return False
        before = self.widget.decompress(initial)
        return any(new is not None and (new or "") != (old or "") for old, new in zip(before, data, strict=True))

    def _clean_bound_field(self, bound_field):
        value = super()._clean_bound_field(bound_field)
        sent = dict(zip(self.locales, bound_field.data, strict=True))
        for language, text in translations(bound_field.initial).items():
            if sent.get(language) is None:
                value.data[language] = text
        return value
