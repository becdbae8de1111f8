"""HTML as the lines of a text: headings, bold lines, lists, tables and line breaks in Markdown's marks.

nh3 takes out what runs, loads or hides; the rest is walked as a tree. What comes out is a text like one that somebody
has typed, and the one reader of texts goes on from there.
"""

import re
from html.parser import HTMLParser

import nh3

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "address", "blockquote", "dd", "dt", "dl"}
    | {"figure", "pre", "center"}
)
LISTS = frozenset({"ul", "ol"})
STRONG = frozenset({"b", "strong"})
STRUCK = frozenset({"s", "del", "strike"})
TABLE_PARTS = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"])
INLINE = frozenset(["a", "em", "i", "u", "span", "sup", "sub", "br", "hr", "font", "small"])
ALLOWED = HEADINGS.keys() | BLOCKS | LISTS | STRONG | STRUCK | TABLE_PARTS | INLINE | {"li"}
NOT_TEXT = frozenset(["script", "style", "title", "noscript", "template", "select", "button"])
ATTRIBUTES = {
    "*": {"id", "style"},
    "p": {"class"},
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
WORDS_TITLE = "MsoTitle"  # the class of a title in a page that Word saved
VOID = frozenset({"br", "hr"})

# Deeper than any document of people: what goes beyond is read as mere paragraphs.
MAX_DEPTH = 60
MAX_SPAN = 40
MAX_TITLE = 480  # a longer line is no heading

ANY_TAG = re.compile(r"<[^<>]+>")
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
SPACES = re.compile(r"[^\S\n\t]+")
SPACES_AND_TABS = re.compile(r"[^\S\n]+")
NOTE = re.compile(r"#?(?:footnote|endnote|fn|_ftn|_edn)-?\d+")
AFTER_BOLD = tuple("-–—([:")


class Node:
    """An element with its children, which are nodes and strings."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag, attributes=()):
        self.tag = tag
        self.attributes = dict(attributes)
        self.children = []

    @property
    def is_block(self):
        return self.tag in BLOCKS or self.tag in HEADINGS or self.tag in LISTS or self.tag in {"li", "table", "hr"}

    def has_block(self):
        return any(isinstance(child, Node) and (child.is_block or child.has_block()) for child in self.children)

    def all(self, *tags):
        """Return the elements of these kinds inside, but not those inside of another table."""
        found = []
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    found.append(child)
                elif child.tag != "table":
                    found += child.all(*tags)
        return found


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Node("body")]
        self.is_too_deep = False

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs)
        self.open[-1].children.append(node)
        if tag not in VOID and len(self.open) < MAX_DEPTH:
            self.open.append(node)
        self.is_too_deep = self.is_too_deep or len(self.open) == MAX_DEPTH

    def handle_endtag(self, tag):
        # nh3 gives balanced elements; only those beyond the greatest depth were never opened here.
        if self.open[-1].tag == tag and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def text_of(html, *, keeps_tabs=False):
    """Return (text, whether a table has cells merged over several rows).

    `keeps_tabs`: a tab separates columns, as in Word; in the source of a page it is mere layout.
    """
    clean = nh3.clean(
        html,
        tags=set(ALLOWED),
        clean_content_tags=set(NOT_TEXT),
        attributes=ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties={"font-weight"},
    )
    tree = _tree(clean)
    if tree.is_too_deep:
        tree = _tree(nh3.clean(ANY_TAG.sub("<br>", clean), tags={"br"}))
    walker = _Walker(SPACES if keeps_tabs else SPACES_AND_TABS)
    walker.take_notes(tree.open[0])
    walker.walk(tree.open[0])
    return walker.text(), walker.has_merged_rows


def _tree(html):
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree


class _Walker:
    def __init__(self, spaces):
        self.spaces = spaces
        self.blocks = []  # of lines; an empty line stands between two of them
        self.notes = {}
        self.has_merged_rows = False

    def text(self):
        return "\n\n".join("\n".join(block) for block in self.blocks) + "\n"

    # Footnotes

    def take_notes(self, node):
        """Take the footnotes out of the list at the end; each follows the block that refers to it."""
        for child in list(node.children):
            if not isinstance(child, Node):
                continue
            if child.tag == "li" and NOTE.fullmatch(child.attributes.get("id", "")):
                words = " ".join(" ".join(self._lines(child, marks=False)).replace("↑", "").split())
                self.notes[child.attributes["id"]] = words
                node.children.remove(child)
            else:
                self.take_notes(child)

    def _notes_in(self, node):
        names = [link.attributes.get("href", "").removeprefix("#") for link in node.all("a")]
        return [self.notes.pop(name) for name in names if name in self.notes]

    # Blocks

    def walk(self, node):
        loose = Node("p")  # text and inline elements between blocks
        for child in node.children:
            if isinstance(child, Node) and (child.is_block or child.has_block()):
                self._paragraph(loose)
                loose = Node("p")
                self._block(child)
            else:
                loose.children.append(child)
        self._paragraph(loose)

    def _block(self, node):
        level = 1 if node.attributes.get("class") == WORDS_TITLE else HEADINGS.get(node.tag)
        if level and not node.has_block():
            words = " ".join(self._lines(node, marks=False))
            if words:
                mark = "#" * level + " " if len(words) <= MAX_TITLE else ""
                self._add([mark + words], node)
        elif node.tag in LISTS:
            if lines := self._list(node, 0):
                self._add(lines, node)
        elif node.tag == "table":
            self._table(node)
        elif node.tag == "hr":
            self.blocks.append(["---"])
        elif node.has_block():
            self.walk(node)
        else:
            self._paragraph(node)

    def _paragraph(self, node):
        if lines := self._lines(node):
            self._add(lines, node)

    def _add(self, lines, node):
        self.blocks.append(lines)
        self.blocks += [[f"Fußnote: {words}"] for words in self._notes_in(node) if words]

    def _list(self, node, depth):
        lines = []
        number = 0
        for item in node.children:
            if isinstance(item, str):
                lines += ["  " * depth + words for words in [" ".join(item.split())] if words]
                continue
            if item.tag in LISTS:  # a list right inside a list, as some programs write it
                lines += self._list(item, depth + 1)
                continue
            number += 1
            indent = "  " * depth
            mark = f"{number}. " if node.tag == "ol" else "- "
            own = Node("p")
            own.children = [child for child in item.children if not (isinstance(child, Node) and child.tag in LISTS)]
            first, *others = self._lines(own) or [""]
            if first:
                lines += [f"{indent}{mark}{first}", *(f"{indent}  {line}" for line in others)]
            for child in item.children:
                if isinstance(child, Node) and child.tag in LISTS:
                    lines += self._list(child, depth + 1)
        return lines

    # Tables

    def _table(self, table):
        for caption in table.all("caption"):
            self._paragraph(caption)
        rows = self._grid(table.all("tr"))
        if not rows:
            return
        width = max(map(len, rows))
        if width == 1:  # a frame around paragraphs
            for cell in table.all("td", "th"):
                self.walk(cell)
            return
        cells = [[_cell(self._cell_lines(cell)) if cell else "" for cell in row] for row in rows]
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells if any(row)]
        if lines and _has_header(table, rows):
            lines.insert(1, "|" + " --- |" * width)
        if lines:
            self._add(lines, table)

    def _grid(self, rows):
        """Return the cells by row and column. A cell over several columns stands in each of them.

        Over several rows it does so in the first column only, which holds days and times: elsewhere one session would
        become several.
        """
        grid = []
        waiting = {}  # column: (rows to come, cell)
        for row in rows:
            cells = []
            for cell in row.all("td", "th"):
                _fill(cells, waiting)
                columns, further = _span(cell, "colspan"), _span(cell, "rowspan") - 1
                if further:
                    repeats = cell if not cells else None
                    self.has_merged_rows = self.has_merged_rows or bool(cells)
                    waiting |= {len(cells) + column: (further, repeats) for column in range(columns)}
                cells += [cell] * columns
            _fill(cells, waiting)
            grid.append(cells[:MAX_SPAN])
        return grid

    def _cell_lines(self, cell):
        """Return the lines of a cell; a table inside of it gives a line for each row."""
        lines = []
        loose = Node("p")
        for child in cell.children:
            if isinstance(child, Node) and (child.is_block or child.has_block()):
                lines += self._lines(loose, marks=False)
                loose = Node("p")
                if child.tag == "table":
                    rows = [[" ".join(self._cell_lines(part)) for part in row] for row in self._grid(child.all("tr"))]
                    lines += ["; ".join(filter(None, row)) for row in rows if any(row)]
                elif child.tag in LISTS:
                    lines += self._list(child, 0)
                elif child.has_block():
                    lines += self._cell_lines(child)
                else:
                    lines += self._lines(child, marks=False)
            else:
                loose.children.append(child)
        return lines + self._lines(loose, marks=False)

    # Lines

    def _lines(self, node, *, marks=True):
        """Return the lines of a block without blocks inside; a line in bold keeps its marks."""
        runs = [[]]
        for text, is_bold in self._runs(node, False):
            first, *further = text.split("\n")
            runs[-1].append((first, is_bold))
            runs += [[(part, is_bold)] for part in further]
        lines = (self._line(line, marks=marks) for line in runs)
        return [line for line in lines if line]

    def _line(self, runs, *, marks):
        text = self.spaces.sub(" ", "".join(text for text, _bold in runs))
        stripped = text.strip()
        bold = []
        for run, is_bold in runs:
            if not is_bold and run.strip():
                break
            bold.append(run)
        beginning = self.spaces.sub(" ", "".join(bold)).strip()
        rest = stripped[len(beginning) :].strip()
        if marks and beginning and len(beginning) <= MAX_TITLE and (not rest or rest.startswith(AFTER_BOLD)):
            return f"**{beginning}** {rest}".strip() if rest != ":" else f"**{beginning}**:"
        return stripped

    def _runs(self, node, is_bold):
        """Yield (text, whether it is bold); a line break is a "\\n"."""
        for child in node.children:
            if isinstance(child, str):
                source = child if node.tag == "pre" else child.replace("\n", " ").replace("\r", " ")
                yield source.replace("\u2011", "-"), is_bold
            elif child.tag == "br":
                yield "\n", is_bold
            elif child.tag == "a":
                yield from self._link(child, is_bold)
            elif child.tag in STRUCK:
                inner = [text for text, _bold in self._runs(child, is_bold)]
                words = "".join(inner)
                yield f"~~{words.strip()}~~" if words.strip() else words, is_bold
            elif child.is_block or child.tag in {"td", "th", "caption"}:
                yield from [("\n", False), *self._runs(child, is_bold), ("\n", False)]
            else:
                bold = is_bold or child.tag in STRONG or bool(BOLD.search(child.attributes.get("style", "")))
                yield from self._runs(child, bold)

    def _link(self, link, is_bold):
        address = link.attributes.get("href", "")
        if NOTE.fullmatch(address):
            return
        runs = list(self._runs(link, is_bold))
        words = " ".join("".join(text for text, _bold in runs).split())
        if not words or address.startswith("#") or not address or address.removeprefix("mailto:") in words:
            yield from runs
        else:
            safe = address.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
            yield f"[{words.replace('[', '(').replace(']', ')')}]({safe})", is_bold


def _cell(lines):
    """Put the lines of a cell into one; a bar is no end of the cell."""
    return "<br>".join(line.replace("|", "\\|").replace("\t", " ") for line in lines)


def _fill(cells, waiting):
    """Put what reaches down from rows above where it belongs."""
    while len(cells) in waiting:
        further, cell = waiting.pop(len(cells))
        if further > 1:
            waiting[len(cells)] = (further - 1, cell)
        cells.append(cell)


def _span(cell, name):
    value = cell.attributes.get(name) or ""
    return min(max(int(value), 1), MAX_SPAN) if value.isascii() and value.isdigit() else 1


def _has_header(table, rows):
    """Whether the first row names the columns: it is marked as such, or it alone is bold."""
    if len(rows) == 1:
        return False
    if table.all("thead") or all(cell is None or cell.tag == "th" for cell in rows[0]):
        return True
    bold = [all(_is_bold(cell) for cell in row if _words(cell)) and any(map(_words, row)) for row in rows[:3]]
    return bold[0] and not any(bold[1:]) and not any(character.isdigit() for character in _words(rows[0][0]))


def _is_bold(node):
    if node.tag in STRONG or BOLD.search(node.attributes.get("style", "")):
        return True
    return all(
        (not child.strip()) if isinstance(child, str) else (_is_bold(child) or not _words(child))
        for child in node.children
    )


def _words(node):
    if node is None:
        return ""
    return "".join(child if isinstance(child, str) else _words(child) for child in node.children).strip()
