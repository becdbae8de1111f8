"""Abstracts and descriptions: the lines of a text put together again as Markdown."""

from programme.imports.text.lines import Kind


class Prose:
    """Markdown in the making: lines as they were written, an empty line where a paragraph began."""

    def __init__(self):
        self.lines = []
        self.base = None  # indent of the list that is open
        self.last_kind = None

    def add(self, raw, *, opens=True):
        if self.lines and opens:
            self.lines.append("")
        self.lines.append(raw)

    def add_line(self, line):
        raw = line.raw.strip()
        if line.kind is Kind.ITEM:
            self.base = line.indent if self.base is None else self.base
            bullet = raw if raw[0] in "-*+0123456789" else f"- {line.text}"
            raw = " " * max(0, line.indent - self.base) + bullet
        elif line.opens:
            self.base = None
        self.add(raw, opens=line.opens or (line.kind is Kind.ITEM) != (self.last_kind is Kind.ITEM))
        self.last_kind = line.kind

    def __str__(self):
        return "\n".join(self.lines).strip()
