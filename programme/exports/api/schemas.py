"""How the interface describes what it gives: each field has its schema beside the function that writes it.

So a description cannot say anything else than the answers. Schemas are JSON Schema 2020-12, as OpenAPI 3.1 has them.
"""

from typing import NamedTuple

STRING = {"type": "string"}
BOOLEAN = {"type": "boolean"}
NUMBER = {"type": "integer", "minimum": 0}
URL = {"type": "string", "format": "uri"}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
LANGUAGE = {"type": "string", "pattern": "^[a-z]{2,3}$"}


class Field(NamedTuple):
    """One field of an answer; `value` makes it of a row and the Shown it belongs to."""

    name: str
    schema: dict
    about: str
    value: object


class Kind:
    """Something that the interface gives: its name, what it is, and its fields, each of which is always there."""

    def __init__(self, name, about, fields):
        self.name, self.about, self.fields = name, about, fields
        self._values = [(field.name, field.value) for field in fields]

    def write(self, row, shown):
        return {name: value(row, shown) for name, value in self._values}

    @property
    def ref(self):
        return ref(self.name)

    @property
    def schema(self):
        return {
            "type": "object",
            "description": self.about,
            "properties": {field.name: {**field.schema, "description": field.about} for field in self.fields},
            "required": [field.name for field in self.fields],
            "additionalProperties": False,
        }


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema):
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(schema):
    return {"type": "array", "items": schema}


TEXT = ref("Text")
PAGES = ref("Pages")
BASIC = {
    "Text": {
        "type": "object",
        "description": "A text in each language in which it was written; empty if there is none.",
        "propertyNames": LANGUAGE,
        "additionalProperties": STRING,
    },
    "Pages": {
        "type": "object",
        "description": "The page for people, in each language of the site's interface.",
        "propertyNames": LANGUAGE,
        "additionalProperties": URL,
        "minProperties": 1,
    },
}


def state(choices, *, but=()):
    """Return the schema of one of some states: its word for programs, and the words that visitors read."""
    return {
        "type": "object",
        "properties": {
            "state": {"type": "string", "enum": [value or "any" for value in choices.values if value not in but]},
            "word": TEXT,
        },
        "required": ["state", "word"],
        "additionalProperties": False,
    }
