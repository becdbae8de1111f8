"""Markdown of organisers, as safe HTML: a small subset that leaves plain words alone, cleaned twice.

Most of these texts are written as plain text, by people who have never heard of Markdown. So a sign means something
only where it cannot be part of a word, and every word of a text stands on the page, whatever its signs would mean
elsewhere: definitions of links, indented code, fences and the names of pictures, which hide words, are switched off.
"""

import re
import unicodedata
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote, list_block, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import linkify
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

TAGS = {"p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li"}
TAGS |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"*": set(), "a": {"href"}}
SCHEMES = ("http", "https", "mailto")
LONGEST_SCHEME = max(map(len, SCHEMES))
MAX_NESTING = 20  # deeper than any text of people; bounds the time that 20,000 brackets take
LEVELS_OF_LIST = 3  # the list, its item, the paragraph in it
HIDING = ["code", "fence", "reference", "image"]
WORD_IN_UNDERSCORES = re.compile(r"__[a-z0-9]+(?:_[a-z0-9]+)*__(?!\w)")  # __init__, a name in programs
DRIVE = re.compile(r"(?<!\w)[A-Za-z]:\\[^\s<>|\"*?]*")
BETWEEN_WORDS = re.compile(r"<(?!/?(?:strong|em|s|a|code)\b)")  # tags that part one word from another
SHARE = re.compile(r"(?<!\S)\\\\\w[^\s<>|\"*?]*")


def render(text, *, below=1):
    """Return the HTML of a Markdown text: no raw HTML, no images, links to http, https and mailto only.

    `below` is the level of the heading under which the text stands: its own headings start one deeper and skip none.
    The parser refuses raw HTML and dangerous links; nh3 (an HTML parser) then lets pass only what is listed here.
    """
    found = tokens(text)
    _fit_headings(found, below)
    html = _parser.renderer.render(found, _parser.options, {})
    return mark_safe(clean(html))  # noqa: S308 – the one place where HTML of people becomes HTML of ours


def tokens(text):
    """Return the tokens of a Markdown text, for what is not HTML; no address in them is a dangerous one."""
    found = _without_counting_anew(_parser.parse(text))
    for token in found:
        if token.type == "inline":
            token.children = _with_all_words_of_links(token.children)
    return found


def plain(text, length):
    """Return the words of a Markdown text on one line, of at most so many characters, for those who know no HTML."""
    words = unescape(strip_tags(BETWEEN_WORDS.sub(" <", render(text))))
    return Truncator(" ".join(words.split())).chars(length) if words else ""


def clean(html):
    """Let pass only the tags and attributes that are listed here; cleaning a second time changes nothing."""
    return _cleaner.clean(html)


def _drop_relative_address(_tag, attribute, value):
    return value if attribute != "href" or _is_address(value) else None


# After the parser


def _without_counting_anew(tokens):
    """Let a list be numbered only from 1 on and without a gap; a year or a day keeps its number, as a paragraph does.

    "1986. Das war …" begins with a year, and a browser would count on from the number of the line before it.
    """
    dropped = set()
    numbers = {}
    for numbering in _numberings(tokens):
        wanted = [str(number) for number in range(1, len(numbering) - 1)]
        written = [tokens[place].info.lstrip("0") for place in numbering[1:-1]]
        if len(written) > 1 and written in (wanted, ["1"] * len(written)):
            continue
        dropped.update(numbering)
        for place in numbering[1:-1]:
            numbers[place] = f"{tokens[place].info}{tokens[place].markup}"
    return list(_as_paragraphs(tokens, dropped, numbers)) if dropped else tokens


def _numberings(tokens):
    """Return the places of each list with numbers: where it opens, where its items open, where it closes."""
    open_lists, found = [], []
    for place, token in enumerate(tokens):
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            open_lists.append([place])
        elif token.type == "list_item_open":
            open_lists[-1].append(place)
        elif token.type == "bullet_list_close":
            open_lists.pop()
        elif token.type == "ordered_list_close":
            found.append([*open_lists.pop(), place])
    return found


def _as_paragraphs(tokens, dropped, numbers):
    """Yield the tokens without the lists that are none; the number stands before the words of its item."""
    items = []
    number = None
    for place, token in enumerate(tokens):
        if token.type == "list_item_open":
            items.append(place in dropped)
        was_item = token.type == "list_item_close" and items.pop()
        if number is not None and token.type not in {"paragraph_open", "heading_open"}:
            if token.type == "inline":
                token.children.insert(0, _text(f"{number} "))
            else:
                yield from _paragraph(number)
            number = None
        if place in dropped or was_item:
            number = numbers.get(place, number)
            continue
        if items and items[-1]:
            token.hidden = token.hidden and token.type not in {"paragraph_open", "paragraph_close"}
        yield token


def _paragraph(words):
    inline = Token("inline", "", 0, children=[_text(words)])
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]


def _text(words):
    return Token("text", "", 0, content=words)


def _with_all_words_of_links(tokens):
    """Show the title of a link behind it, and the address of a link that has no words of its own."""
    shown = []
    title = ""
    for token in tokens:
        if token.type == "link_close":
            if shown[-1].type == "link_open":
                shown.append(_text(str(shown[-1].attrs["href"])))
            shown.append(token)
            if title:
                shown.append(_text(f" ({title})"))
            continue
        if token.type == "link_open":
            title = str(token.attrs.pop("title", ""))
        shown.append(token)
    return shown


def _fit_headings(tokens, below):
    """Give the headings levels without a gap (WCAG 1.3.1), however the text jumps: ### may follow #."""
    above = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, below + len(above))}"


# Rules of the parser, each instead of one that would change or lose words


def _emphasis(state, silent):
    """Emphasise with marks that stand outside of words: not in Kolleg*innen, Trans* und inter*, 5*3*2, __init__."""
    start = state.pos
    mark = state.src[start]
    if silent or mark not in "*_":
        return False
    scanned = state.scanDelims(start, True)
    end = start + scanned.length
    before, after = state.src[start - 1 : start], state.src[end : end + 1]
    if mark == "_" and not _is_in_word(before) and (word := WORD_IN_UNDERSCORES.match(state.src, start)):
        state.append_pending(word[0])
        state.pos = word.end()
        return True
    for _ in range(scanned.length):
        state.push("text", "", 0).content = mark
        state.delimiters.append(
            Delimiter(
                marker=ord(mark),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open and not _is_in_word(before),
                close=scanned.can_close and not _is_in_word(after),
            )
        )
    state.pos = end
    return True


def _is_in_word(character):
    return bool(character) and unicodedata.category(character)[0] in "LMN"


def _linkify(state, silent):
    """Link a whole address. At each colon, the parser's own rule looks through all words so far for the scheme.

    So it is given the last of them only: as many letters as the longest scheme has, and the sign before.
    """
    if state.src[state.pos] == ":" and not silent and len(state.pending) > LONGEST_SCHEME + 1:
        end = len(state.pending) - LONGEST_SCHEME - 1
        state.pending, last = state.pending[:end], state.pending[end:]
        state.pushPending()
        state.pending = last
    return linkify(state, silent)


def _windows_path(state, silent):
    r"""Keep the backslashes of C:\Temp\_new_ and \\server\folder, which are no escapes."""
    if state.src[state.pos] != "\\":
        return False
    path = SHARE.match(state.src, state.pos) or (state.pos >= 2 and DRIVE.match(state.src, state.pos - 2))
    if not path:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : path.end()])
    state.pos = path.end()
    return True


def _unless_too_deep(rule):
    """Take marks for words where a list or quotation would be nested so deeply that the parser drops its text."""

    def nested(state, start, end, silent):
        return state.level + LEVELS_OF_LIST < MAX_NESTING and rule(state, start, end, silent)

    return nested


def _table(state, start, end, silent):
    """Put the cells that have no heading into the last column: by itself, the parser drops them."""
    first = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    columns = sum(token.type == "th_open" for token in state.tokens[first:])
    last = None
    row = start
    for token in state.tokens[first:]:
        if token.type == "tr_open":
            row = token.map[0]
        elif token.type == "inline":
            last = token
        elif token.type == "tr_close" and row > start:
            cells = _cells(state.src[state.bMarks[row] + state.tShift[row] : state.eMarks[row]])
            last.content = " | ".join(cell.strip() for cell in [last.content, *cells[columns:]])
    return True


def _cells(row):
    cells = escapedSplit(row.strip(" \t\n"))
    if cells and not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    return cells


def _is_address(url):
    """Link only whole addresses: `[Frau](Mann)` is text, and a relative address would lead to pages of ours."""
    return url.strip().lower().startswith(tuple(f"{scheme}:" for scheme in SCHEMES))


class _BareAddresses(LinkifyIt):
    """Know addresses that stand in a text: https://…, www.… and name@domain, but no "Ende.In" or "Amt.de"."""

    def match(self, text):
        found = []
        for match in super().match(text) or []:
            if not match.schema:
                if not match.text.lower().startswith("www."):
                    continue
                match.url = f"https://{match.text}"
            found.append(match)
        return found


def _make_parser():
    parser = MarkdownIt("js-default", {"html": False, "breaks": True, "maxNesting": MAX_NESTING})
    parser.disable(HIDING)
    parser.linkify = _BareAddresses()
    parser.options.linkify = True
    parser.validateLink = _is_address
    parser.normalizeLinkText = str  # an address is shown as it was written
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.inline.ruler.at("linkify", _linkify)
    parser.inline.ruler.before("escape", "windows_path", _windows_path)
    blocks = parser.block.ruler
    blocks.at("table", _table, {"alt": ["paragraph", "reference"]})
    blocks.at("list", _unless_too_deep(list_block), {"alt": ["paragraph", "reference", "blockquote"]})
    blocks.at("blockquote", _unless_too_deep(blockquote), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return parser


_parser = _make_parser()
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_drop_relative_address,
    url_schemes=set(SCHEMES),
    link_rel="nofollow noopener noreferrer",
)
