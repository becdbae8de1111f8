"""HTML as a tree that tests can ask; the parser is Python's own."""

from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"])


class Element:
    def __init__(self, tag, attributes, parent=None):
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children = []

    def __getitem__(self, attribute):
        return self.attributes[attribute]

    def get(self, attribute):
        return self.attributes.get(attribute)

    @property
    def text(self):
        """All text within, with single spaces."""
        return " ".join(self._raw_text().split())

    def _raw_text(self):
        return "".join(child if isinstance(child, str) else child._raw_text() for child in self.children)

    def all(self, *tags, **attributes):
        """Return the elements within of these tags (default: any) and attributes; `class_` needs one of the classes."""
        return [element for element in self._descendants() if element._is(tags, attributes)]

    def one(self, *tags, **attributes):
        [element] = self.all(*tags, **attributes)
        return element

    def _descendants(self):
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._descendants()

    def _is(self, tags, attributes):
        if tags and self.tag not in tags:
            return False
        wanted = dict(attributes)
        if (name := wanted.pop("class_", None)) and name not in (self.get("class") or "").split():
            return False
        return all(self.get(key) == value for key, value in wanted.items())


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.current = Element("", {})

    def handle_starttag(self, tag, attributes):
        element = Element(tag, dict(attributes), self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_endtag(self, tag):
        assert self.current.tag == tag, f"</{tag}> closes <{self.current.tag}>"
        self.current = self.current.parent

    def handle_data(self, data):
        self.current.children.append(data)


def parse(html):
    """Return the root of a document; a tag that is not closed, or closed in the wrong order, is an AssertionError."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.current is builder.root, f"<{builder.current.tag}> is not closed"
    return builder.root
