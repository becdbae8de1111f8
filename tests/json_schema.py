"""Whether a value is as a JSON Schema (2020-12) says: the keywords that our schemas and OpenAPI's own one use.

A keyword that is not known here is an error of the test, never passed over.
"""

import datetime
import json
import re
from urllib.parse import urlsplit

ANNOTATIONS = {"$id", "$schema", "$comment", "$defs", "$anchor", "$dynamicAnchor", "title", "description", "default"}
ANNOTATIONS |= {"example", "examples", "deprecated"}
TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


def _is_moment(text):
    return datetime.datetime.fromisoformat(text).utcoffset() is not None


FORMATS = {
    "uri": lambda text: bool(urlsplit(text).scheme) and text.isascii() and " " not in text,
    "uri-reference": lambda text: " " not in text,
    "date": lambda text: datetime.date.fromisoformat(text).isoformat() == text,
    "date-time": _is_moment,
    "regex": lambda text: re.compile(text) is not None,
    "media-range": lambda text: text.count("/") == 1,
}


def faults(value, schema, root):
    """Return what is wrong with a value, each with where; `root` is the document in which references are sought."""
    return _Check(root).run(value, schema, "")[0]


class _Check:
    def __init__(self, root):
        self.root = root

    def run(self, value, schema, where):
        """Return (faults, names of the properties that were looked at)."""
        if isinstance(schema, bool):
            return ([] if schema else [f"{where}: nothing may stand here"]), set()
        found, seen = [], set()
        for keyword, wanted in schema.items():
            if keyword in ANNOTATIONS or keyword in {"then", "else", "unevaluatedProperties"}:
                continue
            rule = getattr(self, f"_{keyword.lstrip('$')}", None)
            if rule is None:
                raise NotImplementedError(keyword)
            new, more = rule(value, wanted, where, schema)
            found += new
            seen |= more
        if "unevaluatedProperties" in schema and isinstance(value, dict):
            for name in value.keys() - seen:
                found += self.run(value[name], schema["unevaluatedProperties"], f"{where}/{name}")[0]
            seen |= value.keys()
        return found, seen

    def _say(self, is_wrong, where, what):
        return ([f"{where}: {what}"] if is_wrong else []), set()

    def _ref(self, value, pointer, where, _schema):
        target = self.root
        for step in filter(None, pointer.removeprefix("#").split("/")):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        return self.run(value, target, where)

    def _dynamicRef(self, value, _name, where, _schema):
        return self._say(not isinstance(value, dict | bool), where, "no schema")

    def _type(self, value, wanted, where, _schema):
        names = [wanted] if isinstance(wanted, str) else wanted
        return self._say(not any(TYPES[name](value) for name in names), where, f"{value!r:.60} is no {wanted}")

    def _const(self, value, wanted, where, _schema):
        return self._say(json.dumps(value) != json.dumps(wanted), where, f"{value!r:.60} is not {wanted!r}")

    def _enum(self, value, wanted, where, _schema):
        return self._say(value not in wanted, where, f"{value!r:.60} is none of {wanted}")

    def _pattern(self, value, wanted, where, _schema):
        is_wrong = isinstance(value, str) and re.search(wanted, value) is None
        return self._say(is_wrong, where, f"{value!r:.60} is not like {wanted}")

    def _format(self, value, wanted, where, _schema):
        if not isinstance(value, str):
            return [], set()
        try:
            is_right = FORMATS[wanted](value)
        except ValueError:
            is_right = False
        return self._say(not is_right, where, f"{value!r:.60} is no {wanted}")

    def _minimum(self, value, wanted, where, _schema):
        return self._say(TYPES["number"](value) and value < wanted, where, f"{value} is less than {wanted}")

    def _minItems(self, value, wanted, where, _schema):
        return self._say(isinstance(value, list) and len(value) < wanted, where, "has too few items")

    def _minProperties(self, value, wanted, where, _schema):
        return self._say(isinstance(value, dict) and len(value) < wanted, where, "has too few properties")

    def _maxProperties(self, value, wanted, where, _schema):
        return self._say(isinstance(value, dict) and len(value) > wanted, where, "has too many properties")

    def _required(self, value, wanted, where, _schema):
        missing = [name for name in wanted if isinstance(value, dict) and name not in value]
        return self._say(missing, where, f"lacks {missing}")

    def _items(self, value, wanted, where, _schema):
        items = enumerate(value) if isinstance(value, list) else ()
        return [fault for number, item in items for fault in self.run(item, wanted, f"{where}/{number}")[0]], set()

    def _uniqueItems(self, value, _wanted, where, _schema):
        return self._say(isinstance(value, list) and len({*map(json.dumps, value)}) < len(value), where, "repeats")

    def _properties(self, value, wanted, where, _schema):
        names = wanted.keys() & value.keys() if isinstance(value, dict) else set()
        return [f for name in names for f in self.run(value[name], wanted[name], f"{where}/{name}")[0]], names

    def _patternProperties(self, value, wanted, where, _schema):
        found, seen = [], set()
        for pattern, schema in wanted.items() if isinstance(value, dict) else ():
            for name in filter(re.compile(pattern).search, value):
                found += self.run(value[name], schema, f"{where}/{name}")[0]
                seen.add(name)
        return found, seen

    def _additionalProperties(self, value, wanted, where, schema):
        if not isinstance(value, dict):
            return [], set()
        known = schema.get("properties", {}).keys()
        known |= {name for name in value for pattern in schema.get("patternProperties", ()) if re.search(pattern, name)}
        others = value.keys() - known
        return [f for name in others for f in self.run(value[name], wanted, f"{where}/{name}")[0]], others

    def _propertyNames(self, value, wanted, where, _schema):
        names = value if isinstance(value, dict) else ()
        return [fault for name in names for fault in self.run(name, wanted, where)[0]], set()

    def _dependentSchemas(self, value, wanted, where, _schema):
        schemas = [schema for name, schema in wanted.items() if isinstance(value, dict) and name in value]
        return self._allOf(value, schemas, where, _schema)

    def _allOf(self, value, wanted, where, _schema):
        results = [self.run(value, schema, where) for schema in wanted]
        found = [fault for faults, _seen in results for fault in faults]
        return found, {name for _faults, seen in results for name in seen}

    def _anyOf(self, value, wanted, where, _schema, most=None):
        results = [self.run(value, schema, where) for schema in wanted]
        fitting = [seen for found, seen in results if not found]
        if fitting and len(fitting) <= (most or len(wanted)):
            return [], set().union(*fitting)
        why = [fault for found, _seen in results for fault in found]
        return [f"{where}: fits {len(fitting)} of {len(wanted)}", *why], set()

    def _oneOf(self, value, wanted, where, schema):
        return self._anyOf(value, wanted, where, schema, most=1)

    def _not(self, value, unwanted, where, _schema):
        return self._say(not self.run(value, unwanted, where)[0], where, f"is what it must not be: {unwanted}")

    def _if(self, value, wanted, where, schema):
        found, seen = self.run(value, wanted, where)
        branch = schema.get("else" if found else "then", True)
        more, also = self.run(value, branch, where)
        return more, also | (set() if found else seen)
