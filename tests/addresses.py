"""Every address that the program answers, read from the URL resolver."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver; `route` is how the table of tests/access.py calls it."""

    route: str
    name: str

    def path(self, values):
        """Return a path that this pattern answers; `values` says what stands for `<slug:conference>` and the like."""
        return "/" + CONVERTER.sub(lambda match: str(values[match[1]]), self.route)


def all_addresses():
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns, route, namespace):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, route + _route(pattern), inner)
        elif isinstance(pattern, URLPattern):
            yield Address(route + _route(pattern), f"{namespace}{pattern.name or ''}")


def _route(pattern):
    """Return the route in Django's own notation; German, the default language, has no prefix."""
    if isinstance(pattern.pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern.pattern, RoutePattern):
        return str(pattern.pattern)
    # The two regular expressions of the admin: its list of models by app, and the rest.
    groups = list(pattern.pattern.regex.groupindex)
    return "".join(f"<{group}>" for group in groups) + ("/" if pattern.name else "")
