"""A client for pages with forms: it sends what a browser sends, which is more than what somebody typed."""

from html.parser import HTMLParser

from django.test import Client
from django.urls import Resolver404, resolve, reverse

from womconf.admin_saving import ACTION

BUTTONS = {"submit", "button", "image", "reset"}


class _Fields(HTMLParser):
    """Reads the fields of the form of a page that shows something stored: its id ends with `form`."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.data = {}
        self.is_inside = False
        self.area = self.select = None

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.is_inside = (attributes.get("id") or "").endswith(("_form", "-form"))
        if not self.is_inside:
            return
        match tag:
            case "input":
                self._input(attributes)
            case "textarea":
                self.area = (attributes.get("name"), [])
            case "select":
                self.select = (attributes.get("name"), "multiple" in attributes, [])
            case "option":
                self.select[2].append((attributes.get("value") or "", "selected" in attributes))

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        if tag == "textarea" and self.area:
            name, parts = self.area
            self._add(name, "".join(parts).removeprefix("\n"))
            self.area = None
        if tag == "select" and self.select:
            name, is_multiple, options = self.select
            chosen = [value for value, is_selected in options if is_selected]
            for value in chosen or ([] if is_multiple else [value for value, _selected in options[:1]]):
                self._add(name, value)
            self.select = None

    def _input(self, attributes):
        kind = attributes.get("type")
        if kind in BUTTONS or (kind in {"checkbox", "radio"} and "checked" not in attributes):
            return
        self._add(attributes.get("name"), attributes.get("value") or ("on" if kind == "checkbox" else ""))

    def _add(self, name, value):
        if name and "__prefix__" not in name:
            self.data.setdefault(name, []).append(value)


def form_data(html):
    """Return what a browser sends of a change page where nothing was typed: {name: value, or list of values}."""
    fields = _Fields()
    fields.feed(html)
    fields.close()
    return {name: values[0] if len(values) == 1 else values for name, values in fields.data.items()}


def prefix_of(fields, row):
    """Return how the fields begin in which a row stands, where a page has many."""
    [name] = [name for name, value in fields.items() if name.endswith("-id") and value == str(row.pk)]
    return name.removesuffix("-id")


def opened(client, path):
    """Open a change page and return what its save button would send."""
    return _saved_by(client.get(path))


def _saved_by(page):
    data = form_data(page.text)
    data.pop(ACTION, None)
    return {**data, "_save": "Sichern"}


class Browser(Client):
    """Sends to a page that changes something stored all that it shows, with what a test says was typed over it.

    What a test says is None was not on the page. A test that itself says what was shown (two organisers with a page
    each) sends just that, and so does one that chooses an action.
    """

    def post(self, path, data=None, *args, **kwargs):
        data = {} if data is None else data
        is_typed = isinstance(data, dict) and ACTION not in data and not any(map(_is_shown, data))
        if is_typed and _is_change_page(path) and (page := self.get(path)).status_code == 200:
            data = {**_saved_by(page), **data}
            data = {name: value for name, value in data.items() if value is not None}
        return super().post(path, data, *args, **kwargs)


def _is_shown(name):
    return name.startswith("initial-")


def _is_change_page(path):
    try:
        match = resolve(path.partition("?")[0].removeprefix("/en"))
    except Resolver404:
        return False
    is_of_admin = match.app_name == "admin" and (match.url_name or "").endswith("_change")
    return is_of_admin or match.view_name == "speaker:profile"


def change_page(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def stored(row):
    """Return a row as it is in the database now."""
    return type(row)._base_manager.get(pk=row.pk)


def said(page):
    """Return what a page says happened: the sentences above its contents."""
    return [str(message) for message in page.context["messages"]]
