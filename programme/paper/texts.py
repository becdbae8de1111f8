"""Markdown of organisers as data for a template: blocks of runs of words. No word of it becomes source."""

from programme import markdown

LISTS = {"bullet_list_open": "list", "ordered_list_open": "enum", "blockquote_open": "quote"}
STYLES = {"strong": "strong", "em": "emph", "s": "strike"}


def blocks(text):
    """Return the blocks of a Markdown text: paragraphs, lists, quotations, headings as bold lines, rows of tables."""
    return _Blocks(markdown.tokens(text)).read()


class _Blocks:
    def __init__(self, tokens):
        self.tokens = iter(tokens)

    def read(self, until=None):
        found, is_heading = [], False
        for token in self.tokens:
            if token.type == until:
                break
            if token.type in LISTS:
                found.append(self._nested(token.type))
            elif token.type in {"heading_open", "th_open"}:
                is_heading = True
            elif token.type in {"heading_close", "th_close"}:
                is_heading = False
            elif token.type == "inline" and (parts := runs(token.children)):
                found.append({"kind": "strong" if is_heading else "par", "runs": parts})
        return found

    def _nested(self, opened):
        closed = opened.replace("_open", "_close")
        if opened == "blockquote_open":
            return {"kind": "quote", "blocks": self.read(closed)}
        items = []
        for token in self.tokens:
            if token.type == closed:
                break
            if token.type == "list_item_open":
                items.append(self.read("list_item_close"))
        return {"kind": LISTS[opened], "items": items}


def runs(tokens):
    """Return the words of a line with what is special about them."""
    found, styles, address = [], set(), None
    for token in tokens:
        name, _underscore, end = token.type.rpartition("_")
        if name in STYLES:
            (styles.add if end == "open" else styles.discard)(STYLES[name])
        elif name == "link":
            address = str(token.attrs["href"]) if end == "open" else None
        elif token.type in {"softbreak", "hardbreak"}:
            found.append({"text": "", "break": True})
        elif token.content:
            part = {"text": token.content, **dict.fromkeys(styles, True)}
            found.append({**part, "link": address} if address else part)
    return found
