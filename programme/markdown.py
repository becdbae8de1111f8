"""Markdown of organisers, as safe HTML: a small subset, cleaned twice."""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li"}
TAGS |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = ("http", "https", "mailto")
MAX_NESTING = 20  # deeper than any text of people; bounds the time that 20,000 brackets take


def render(text, *, below=1):
    """Return the HTML of a Markdown text: no raw HTML, no images, links to http, https and mailto only.

    `below` is the level of the heading under which the text stands: its own headings start one deeper and skip none.
    The parser refuses raw HTML and dangerous links; nh3 (an HTML parser) then lets pass only what is listed here.
    """
    tokens = _parser.parse(text)
    _fit_headings(tokens, below)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return mark_safe(clean(html))  # noqa: S308 – the one place where HTML of people becomes HTML of ours


def clean(html):
    """Let pass only the tags and attributes that are listed here; cleaning a second time changes nothing."""
    return _cleaner.clean(html)


def _drop_relative_address(_tag, attribute, value):
    """Keep an address only with its scheme: a relative one would lead to pages of ours."""
    if attribute == "href" and not value.lower().startswith(tuple(f"{scheme}:" for scheme in SCHEMES)):
        return None
    return value


def _fit_headings(tokens, below):
    """Give the headings levels without a gap (WCAG 1.3.1), however the text jumps: ### may follow #."""
    above = []
    for opening, _content, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        level = int(opening.tag[1:])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        opening.tag = closing.tag = f"h{min(6, below + len(above))}"


_parser = MarkdownIt("js-default", {"html": False, "linkify": False, "maxNesting": MAX_NESTING}).disable("image")
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_drop_relative_address,
    url_schemes=set(SCHEMES),
    link_rel="nofollow noopener noreferrer",
)
