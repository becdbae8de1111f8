"""Markdown of organisers, as safe HTML: a small subset, cleaned twice."""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

# A text stands below a heading of its page, so its own headings start at the third level.
HEADING_SHIFT = 2
TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "s",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "a",
    "hr",
    "h3",
    "h4",
    "h5",
    "h6",
}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

_parser = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": False}).disable("image")


def render(text):
    """Return the HTML of a Markdown text: no raw HTML, no images, links to http, https and mailto only.

    The parser refuses raw HTML and dangerous links; nh3 (an HTML parser) then lets pass only what is listed here.
    """
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + HEADING_SHIFT)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return mark_safe(clean(html))  # noqa: S308 – the one place where HTML of people becomes HTML of ours


def clean(html):
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
