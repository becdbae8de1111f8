"""Forms that remember what their page showed, so that nobody writes over what somebody else has saved meanwhile.

Beside each field the page carries, hidden, the value that it showed. When the form comes back there are three values:
what was shown, what the row holds now, and what was sent. A field is *touched* where sent differs from shown, and
*overtaken* where the row differs from shown. A form with an overtaken field is not saved. It comes back: untouched
fields show what the row holds now, touched ones what was sent, and where both differ, both stand side by side. The
page then carries the new values as shown, so that sending it once more saves what was sent.

Only touched fields are written. Whoever reads the row for such a form locks it first.
"""

from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.forms.utils import ErrorDict
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from womconf.history import last_change
from womconf.quotes import in_quotes
from womconf.readable import readable

SAVED_MEANWHILE = gettext_lazy(
    "Nothing was saved yet: somebody has saved here meanwhile, perhaps you yourself in another window."
)


def _same_line_ends(sent):
    """Return texts, and lists of them, with one kind of line break: browsers send different ones."""
    if isinstance(sent, str):
        return sent.replace("\r\n", "\n").replace("\r", "\n")
    return [_same_line_ends(part) for part in sent] if isinstance(sent, list) else sent


def as_sent(widget, value):
    """Return what a browser would send of a hidden widget that holds a value: a text, or a list of texts."""
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list) else widget.decompress(value)
        return [as_sent(part, now) for part, now in zip(widget.widgets, parts, strict=True)]
    if isinstance(widget, forms.MultipleHiddenInput):
        return [str(chosen) for chosen in value or []]
    return _same_line_ends(widget.format_value(value) or "")


class ShownBoundField(BoundField):
    """A field of a ShownForm, with the value that its page showed.

    What has `parts` (a text in several languages) is compared part by part: two people can each change another one.
    """

    @property
    def is_remembered(self):
        """Whether people change this field: it is neither the key of a row nor the box that deletes the row."""
        is_key = self.is_hidden or self.field.disabled
        return self.form.remembers and not is_key and self.name != DELETION_FIELD_NAME

    @property
    def has_parts(self):
        return getattr(self.field, "has_parts", False)

    @cached_property
    def current(self):
        """What a page would show now, as a browser sends it."""
        return as_sent(self.field.hidden_widget(), self.field.prepare_value(self.initial))

    @cached_property
    def shown(self):
        """What the page showed; None where it did not say."""
        if self.form.is_unseen:
            return self.current
        sent = self.form._widget_data_value(self.field.hidden_widget(), self.html_initial_name)
        is_missing = isinstance(sent, list) and sent and all(part is None for part in sent) and not self.has_parts
        return None if is_missing else _same_line_ends(sent)

    @cached_property
    def sent(self):
        return _same_line_ends(self.data)

    @cached_property
    def touched(self):
        """Whether each part was changed by whoever sent the form."""
        if self.form.is_unseen:
            return [False]
        if not self.has_parts:
            return [self.differs_from(self.shown)]
        before = [now if shown is None else shown for shown, now in zip(self.shown, self.current, strict=True)]
        return [sent is not None and sent != shown for sent, shown in zip(self.sent, before, strict=True)]

    @cached_property
    def overtaken(self):
        """Whether somebody else has changed each part since; where the page did not say what it showed, perhaps so."""
        if self.has_parts:
            compared = zip(self.shown, self.current, self.touched, strict=True)
            return [touched if shown is None else shown != now for shown, now, touched in compared]
        return self.touched if self.shown is None else [self.shown != self.current]

    @cached_property
    def clashing(self):
        """Whether both have changed each part, and not to the same."""
        both = [touched and overtaken for touched, overtaken in zip(self.touched, self.overtaken, strict=True)]
        if not self.has_parts:
            return [both[0] and self.differs_from(self.current)]
        return [is_both and sent != now for is_both, sent, now in zip(both, self.sent, self.current, strict=True)]

    def differs_from(self, before):
        """Compare what was sent as the field compares; `before` is as a browser sends it, None for what is stored."""
        if before is None:
            return self.field.has_changed(self.initial, self.sent)
        if not isinstance(self.field, forms.ModelChoiceField):  # which would look for the row
            try:
                before = self.field.to_python(before)
            except ValidationError:
                return True
        return self.field.has_changed(before, self.sent)

    def _has_changed(self):
        return any(self.touched) if self.is_remembered and self.form.is_bound else super()._has_changed()

    def value(self):
        if not (self.is_remembered and self.form.is_bound):
            return super().value()
        if not any(self.touched):
            return self.field.prepare_value(self.initial)
        if self.has_parts:
            return [
                sent if touched else now
                for sent, touched, now in zip(self.sent, self.touched, self.current, strict=True)
            ]
        return super().value()

    def __str__(self):
        if not self.is_remembered:
            return super().__str__()
        hidden = self.field.hidden_widget().render(self.html_initial_name, self.field.prepare_value(self.initial))
        page = self.as_widget() + hidden
        if self.form.is_bound and not self.form.is_unseen and any(self.overtaken):
            return format_html('<div class="two-versions"><div>{}</div>{}</div>', page, self._other_version())
        return page

    __html__ = __str__

    def _other_version(self):
        """Say who has changed the field, and what they wrote; or, where theirs is shown, what stood there before."""
        who = _who_and_when(last_change(self.form.instance, self.name, self.label))
        if any(self.clashing):
            said, text, kind = _("Now it says:"), self._stored_text(), "theirs"
        else:
            said, text, kind = _("Before, it said:"), self._shown_text(), "taken-over"
        words = '<div class="{}"><p>{} {}</p><p class="other-text">{}</p></div>'
        return format_html(words, kind, who, said, text)

    def _stored_text(self):
        """Return, for people, what is stored now in those parts that clash."""
        if not self.has_parts:
            return readable(self.field, self.initial)
        return self._parts(self.current, self.clashing)

    def _shown_text(self):
        """Return, for people, what the page showed of those parts that somebody else has changed since."""
        if not self.has_parts:
            return readable(self.field, self.shown)
        return self._parts(self.shown, self.overtaken)

    def _parts(self, texts, chosen):
        named = zip(self.field.part_names, texts, chosen, strict=True)
        return "\n".join(f"{name}: {text or _('(empty)')}" for name, text, is_chosen in named if is_chosen)


def _who_and_when(change):
    """Say who made a change and when, as far as it is known; the time is that of the page."""
    if change is None:
        return _("This was changed meanwhile.")
    who, moment = change
    when = formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    if who is None:
        return _("This was changed meanwhile (%s).") % when
    return _("%(who)s has changed this meanwhile (%(when)s).") % {"who": who.get_full_name() or who, "when": when}


class ShownForm:
    """Put in front of a ModelForm: it is saved only where nobody has changed what its page showed."""

    bound_field_class = ShownBoundField
    is_unseen = False  # a row that somebody else has added since
    button = ""  # what saves it on somebody's own page, where it is mostly they themselves who have saved meanwhile

    @property
    def remembers(self):
        return not self.instance._state.adding

    @cached_property
    def overtaken(self):
        """The fields that somebody else has changed since the page was shown."""
        if not self.is_bound or self.is_unseen:
            return []
        return [bound for _name, bound in self._bound_items() if bound.is_remembered and any(bound.overtaken)]

    @property
    def is_overtaken(self):
        return bool(self.overtaken)

    @property
    def says_what_is_stored(self):
        """Whether everything that was sent is stored by now, as by somebody who pressed twice."""
        remembered = [bound for _name, bound in self._bound_items() if bound.is_remembered]
        return self.is_bound and not any(bound.differs_from(bound.current) for bound in remembered)

    @property
    def changed_columns(self):
        """The fields of the row itself that were touched."""
        columns = {field.name for field in self._meta.model._meta.concrete_fields}
        return [name for name in self.changed_data if name in columns]

    def full_clean(self):
        if not self.overtaken and not self.is_unseen:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        if self.overtaken:
            self._refuse()
        return None

    def _clean_fields(self):
        """Take a moment that was not touched from the row: a page shows no fractions, nor which of two equal hours."""
        super()._clean_fields()
        for name, bound in self._bound_items():
            if isinstance(bound.field, forms.SplitDateTimeField) and bound.is_remembered and not any(bound.touched):
                self._errors.pop(name, None)
                self.cleaned_data[name] = getattr(self.instance, name)

    def _refuse(self):
        clashes = [bound for bound in self.overtaken if any(bound.clashing)]
        for bound in clashes:
            self.add_error(bound.name, ValidationError(_("Something else is stored by now; it stands beside yours.")))
        if self.button:
            sentence = _(
                "This was saved meanwhile, perhaps by yourself in another window: please look at it, and press "
                "“%(button)s” once more; then yours is stored."
            )
            self.add_error(None, ValidationError(sentence % {"button": in_quotes(self.button)}))
            return
        self.add_error(None, ValidationError(SAVED_MEANWHILE))
        if shown := [bound.label for bound in self.overtaken if bound not in clashes]:
            named = ", ".join(map(str, shown))
            self.add_error(None, ValidationError(_("These fields now show what is stored: %s.") % named))
        if clashes:
            sentence = _("Where you changed the same field, yours stands in it, and what is stored beside it.")
            self.add_error(None, ValidationError(sentence))
        self.add_error(None, ValidationError(_("Please look at it, and save once more: then yours is stored.")))

    def _get_validation_exclusions(self):
        """Leave out what points to a row that is saved together with this one: it has no key yet to be checked."""
        fields = [field for field in self.instance._meta.concrete_fields if field.is_relation]
        parents = [field for field in fields if field.is_cached(self.instance)]
        unsaved = {field.name for field in parents if getattr(field.get_cached_value(self.instance), "pk", 0) is None}
        return super()._get_validation_exclusions() | unsaved

    def save(self, commit=True):
        """Write the touched fields only."""
        if not commit or self.errors or self.instance._state.adding:
            return super().save(commit)
        self.instance.save(update_fields=self.changed_columns)
        self._save_m2m()
        return self.instance


class ShownRows:
    """Put in front of an inline formset: rows that others have added or deleted since the page was shown count, too."""

    is_view_only = False
    keeps_gone = True  # as new rows, where something was typed
    added = gone = kept_as_new = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.has_changing_rows:
            self._match_rows()

    @property
    def has_changing_rows(self):
        return self.instance.pk and not self.is_view_only

    def _count(self, name):
        sent = self.data.get(f"{self.prefix}-{name}", "")
        return min(int(sent), self.absolute_max) if sent.isdecimal() else 0

    def _match_rows(self):
        """Compare the rows that were sent with those that are there; bring them into the order of the latter.

        What is new there is shown, and not read. What is gone there stays as a new row where it was touched.
        """
        first_new, end = self._count(INITIAL_FORM_COUNT), self._count(TOTAL_FORM_COUNT)
        key = self.model._meta.pk.name
        shown = {self.data.get(f"{self.add_prefix(index)}-{key}"): index for index in range(first_new)}
        rows = [str(row.pk) for row in self.get_queryset()]
        if list(shown) == rows:
            return
        self.added = [index for index, pk in enumerate(rows) if pk not in shown]
        self.gone = [index for pk, index in shown.items() if pk not in rows and not self._is_to_go(index)]
        self.kept_as_new = [index for index in self.gone if self.keeps_gone and self._gone_form(index).has_changed()]
        self.names_of_gone = [self._name_of_gone(index) for index in self.gone]
        order = [shown.get(pk) for pk in rows] + self.kept_as_new + list(range(first_new, end))
        self.data = self._renumbered(order, rows, key)

    def _is_to_go(self, index):
        return f"{self.add_prefix(index)}-{DELETION_FIELD_NAME}" in self.data

    def _gone_form(self, index):
        """Return the form of a row that is not there any more, to compare what was sent with what was shown."""
        form = self.form(self.data, prefix=self.add_prefix(index), **self.form_kwargs)
        form.instance._state.adding = False
        return form

    def _name_of_gone(self, index):
        form = self._gone_form(index)
        said = [bound for bound in form if bound.is_remembered and not isinstance(bound.field, forms.BooleanField)]
        texts = [readable(bound.field, bound.shown) for bound in said if bound.shown]
        return ", ".join(texts[:2])

    def _renumbered(self, order, rows, key):
        data = self.data.copy()
        for name in self.data:
            if self._index_of(name) is not None:
                del data[name]
        for name in self.data:
            if (old := self._index_of(name)) is None or old not in order:
                continue
            new, was = order.index(old), self.add_prefix(old)
            if new >= len(rows) and (name.startswith("initial-") or name == f"{was}-{key}"):
                continue
            data.setlist(name.replace(f"{was}-", f"{self.add_prefix(new)}-", 1), self.data.getlist(name))
        for index in self.added:
            data[f"{self.add_prefix(index)}-{key}"] = rows[index]
        data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = str(len(rows))
        data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = str(len(order))
        return data

    def _index_of(self, name):
        """Return the number of the row that something sent belongs to, None for what is not of this formset."""
        start = f"{self.prefix}-"
        number = name.removeprefix("initial-").removeprefix(start).partition("-")[0]
        return int(number) if number.isdecimal() and name.removeprefix("initial-").startswith(start) else None

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.is_unseen = i in self.added
        return form

    @property
    def is_overtaken(self):
        """Whether somebody else has added, deleted or changed rows since the page was shown."""
        return bool(self.added or self.gone or any(form.overtaken for form in self.forms))

    def clean(self):
        """Refuse what was sent where rows have come or gone; say which."""
        if self.added or self.gone:
            raise ValidationError([*self._sentences()])
        super().clean()

    def _sentences(self):
        if self.added:
            sentence = ngettext(
                "Somebody else has added one meanwhile; it stands here now: %s.",
                "Somebody else has added some meanwhile; they stand here now: %s.",
                len(self.added),
            )
            yield sentence % ", ".join(str(self.get_queryset()[index]) for index in self.added)
        if self.gone:
            yield _("Somebody else has deleted meanwhile: %s.") % "; ".join(self.names_of_gone)
        if self.kept_as_new:
            yield _("What you typed there stands at the end as a new one; remove it if it is not wanted.")
        yield _("Nothing was saved yet. Please look at it, and save once more: then yours is stored.")


def remembering(form):
    """Return a form class whose page remembers what it showed."""
    return type(form)(form.__name__, (ShownForm, form), {})


def remembering_rows(formset, *, is_view_only):
    """Return the class of an inline formset whose page remembers its rows and what each of them showed."""
    attributes = {"form": remembering(formset.form), "is_view_only": is_view_only}
    attributes["keeps_gone"] = getattr(formset, "keeps_gone", ShownRows.keeps_gone)
    return type(formset)(formset.__name__, (ShownRows, formset), attributes)


def typed_text(form):
    """Return [(label, text)] of what somebody typed into a form whose row is gone."""
    form.instance._state.adding = False
    touched = [bound for bound in form if bound.is_remembered and any(bound.touched)]
    return [(bound.label, readable(bound.field, bound.data)) for bound in touched]
