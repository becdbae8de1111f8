import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme import markdown

# What Markdown and HTML are made of, so that texts hit the parser's corners and not only plain letters.
PIECES = ["#", "##", "- ", "1. ", "> ", "*", "**", "_", "~~", "`", "```", "[", "](", ")", "![", "|", "---", "="]
PIECES += ["<", ">", "</a>", "<script>", "<!--", "-->", "<![CDATA[", "&", "&lt;", "javascript:", "http://x.de"]
PIECES += ["\n", "\n\n", "\t", "\\", "\0", " ", "a", "ß", "א", "😀", "\u202e"]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def test_small_subset_is_written():
    html = markdown.render(
        "Ein **fettes** und *schräges* Wort, ~~alt~~, `code`.\n\n- eins\n- zwei\n\n3. drei\n\n> Zitat\n\n"
        "| a | b |\n| - | - |\n| 1 | 2 |"
    )
    assert html == (
        "<p>Ein <strong>fettes</strong> und <em>schräges</em> Wort, <s>alt</s>, <code>code</code>.</p>\n"
        "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>\n"
        '<ol start="3">\n<li>drei</li>\n</ol>\n'
        "<blockquote>\n<p>Zitat</p>\n</blockquote>\n"
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"
    )


@pytest.mark.parametrize(
    ("text", "below", "headings"),
    [
        ("# A\n\n## B\n\n# C", 1, ["h2", "h3", "h2"]),
        ("### A\n\n##### B\n\n### C\n\n# D", 1, ["h2", "h3", "h2", "h2"]),
        ("# A\n\n## B", 3, ["h4", "h5"]),
        ("# A\n\n## B\n\n### C\n\n#### D", 4, ["h5", "h6", "h6", "h6"]),
        ("Titel\n=====\n\nUnter\n-----", 1, ["h2", "h3"]),
        ("> # A\n\n- ## B", 1, ["h2", "h3"]),
    ],
)
def test_headings_follow_that_of_the_page_without_a_gap(text, below, headings):
    html = markdown.render(text, below=below)
    assert re.findall(r"<(h\d)>", html) == headings
    assert re.findall(r"</(h\d)>", html) == headings


@pytest.mark.parametrize("address", ["https://example.org/?a=1&b=2", "http://example.org", "mailto:a@example.org"])
def test_links_of_the_web_and_mail_are_kept_without_our_name(address):
    html = markdown.render(f"[Seite]({address})")
    assert html == f'<p><a href="{address.replace("&", "&amp;")}" rel="nofollow noopener noreferrer">Seite</a></p>\n'


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "<a href='javascript:alert(1)'>x</a>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        "<svg/onload=alert(1)>",
        "<p style='position:fixed' onclick=alert(1)>x</p>",
        '[x](https://example.org "t\\" onmouseover=\\"alert(1)")',
        "[x](/admin/logout/)",
        "[x](//example.org)",
        "<https://example.org/\" onclick=alert(1)>",
        "`<script>`",
        "    <iframe src=//example.org>",
        "<p class=masthead id=main lang=xx title=x>x</p>",
    ],
)  # fmt: skip
def test_nothing_that_runs_or_loads_is_written(text):
    html = markdown.render(text)
    assert re.findall(r"<(?!/?(?:p|a|code|pre|em|strong)\b)[^>]*>", html) == []
    assert re.findall(r"<[^>]*\s(?!href=|rel=)[\w-]+=", html) == []
    assert re.findall(r'href="(?!https?:|mailto:)[^"]*"', html) == []


def test_second_lock_holds_alone():
    """Were the parser to let something pass, the cleaner would not."""
    html = markdown.clean(
        '<p onclick="x">a<script>b</script><img src="x"><a href="javascript:c" style="d">e</a></p><h1 id="f">g</h1>'
    )
    assert html == '<p>a<a rel="nofollow noopener noreferrer">e</a></p>g'


@settings(max_examples=5000, deadline=None)
@given(texts, st.integers(1, 4))
def test_any_text_is_rendered_and_cleaning_again_changes_nothing(text, below):
    """T23"""
    html = markdown.render(text, below=below)
    assert markdown.clean(html) == html
    levels = [int(level) for level in re.findall(r"<h(\d)>", html)]
    assert all(later <= max(earlier + 1, 6) for earlier, later in zip([below, *levels], levels, strict=False))


HARD = ["[", "![", "[a](", "[a](<b", "<a ", "<!--", "&#", "*a_", "**a *b", "*a **a ", "_a_", "~~", "`", "\\"]
HARD += ["> ", "- ", "|", "x|y\n-|-\n", "a\n=\n"]


@pytest.mark.parametrize("piece", HARD)
def test_hostile_repetition_takes_linear_time(piece):
    """T23: twice the text may not take four times as long."""
    long = piece * (10_000 // len(piece))
    short_time = min(_seconds(long[:5000]) for _ in range(5))
    long_time = min(_seconds(long) for _ in range(5))
    assert long_time < 3 * short_time + 0.05


def _seconds(text):
    start = time.process_time()
    markdown.render(text)
    return time.process_time() - start
