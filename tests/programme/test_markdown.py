import re
import time
from html.parser import HTMLParser
from urllib.parse import unquote

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
        "Ein **fettes** und *schräges* Wort, ~~alt~~, `code`.\n\n- eins\n- zwei\n\n1. drei\n2. vier\n\n> Zitat\n\n"
        "| a | b |\n| - | - |\n| 1 | 2 |"
    )
    assert html == (
        "<p>Ein <strong>fettes</strong> und <em>schräges</em> Wort, <s>alt</s>, <code>code</code>.</p>\n"
        "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>\n"
        "<ol>\n<li>drei</li>\n<li>vier</li>\n</ol>\n"
        "<blockquote>\n<p>Zitat</p>\n</blockquote>\n"
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"
    )


PLAIN = [
    "Für alle Kolleg*innen und Teilnehmer*innen der Ämter.",
    "Trans* und inter* im Amt",
    "Frauen* stärken, FLINTA* und Bürger*innen (auch Mitarbeiter*innen)",
    "5*3*2 und 2**3**2 und 2 * 3 * 4",
    "5* Hotel und 4* Hotel",
    "__init__ und __main__.py, snake_case_name, Kolleg_innen und Bürger_innen",
    "C:\\Temp\\_neu_ und D:\\*",
    "\\\\server\\_neu_\\daten",
    "1986. Das war ein Jahr.",
    "3. Oktober 1990 war der Tag der Einheit.",
    "2. Stock",
    "2. ",
    "C# und #Vielfalt",
    "[Frau](Mann) und [Seite](/admin/) und [1]: [2]",
    "Ende.In der Mitte Amt.de und datei.md",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_stay_as_they_are(text):
    assert markdown.render(text).strip() == f"<p>{text.strip()}</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*schräg*, **fett**", "<p><em>schräg</em>, <strong>fett</strong></p>\n"),
        ("***beides***", "<p><em><strong>beides</strong></em></p>\n"),
        ("(*schräg*) „**fett**“:", "<p>(<em>schräg</em>) „<strong>fett</strong>“:</p>\n"),
        ("_Moderation: Anna_", "<p><em>Moderation: Anna</em></p>\n"),
        ("**Kolleg*innen** und *Trans\\* im Amt*", "<p><strong>Kolleg*innen</strong> und <em>Trans* im Amt</em></p>\n"),
        ("Bitte mitbringen:\nLaptop\nAusweis", "<p>Bitte mitbringen:<br>\nLaptop<br>\nAusweis</p>\n"),
        ("1. a\n1. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("3. Oktober 1990\n\n1986. Das war", "<p>3. Oktober 1990</p>\n<p>1986. Das war</p>\n"),
        ("1. a\n3. - b", "<p>1. a</p>\n<p>3.</p><ul>\n<li>b</li>\n</ul>\n"),
        ("    eingerückt\n\n[a]: b", "<p>eingerückt</p>\n<p>[a]: b</p>\n"),
    ],
)  # fmt: skip
def test_marks_outside_of_words_mean_what_they_mean_in_markdown(text, expected):
    assert markdown.render(text) == expected


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("https://example.org/vielfalt", "https://example.org/vielfalt", "https://example.org/vielfalt"),
        ("www.example.org/a_b_c", "https://www.example.org/a_b_c", "www.example.org/a_b_c"),
        ("(http://example.org).", "http://example.org", "http://example.org"),
        ("**https://example.org**", "https://example.org", "https://example.org"),
        ("amt@example.org", "mailto:amt@example.org", "amt@example.org"),
        ("<https://example.org>", "https://example.org", "https://example.org"),
        ("[](https://example.org)", "https://example.org", "https://example.org"),
    ],
)
def test_bare_addresses_are_linked(text, address, shown):
    assert f'<a href="{address}" rel="nofollow noopener noreferrer">{shown}</a>' in markdown.render(text)


class Words(HTMLParser):
    """What a page shows, and where its links lead."""

    def __init__(self, html):
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, _tag, attrs):
        self.text += " " + unquote(dict(attrs).get("href", "")) + " "

    def handle_endtag(self, _tag):
        self.text += " "

    def handle_data(self, data):
        self.text += data


WORDS = [
    "Wort",
    "Kolleg*innen",
    "Trans*",
    "1986.",
    "2. ",
    "2. ",
    "_neu_",
    "__init__",
    "Ä",
    "5*3*2",
    "C:\\Temp",
    "~~~ x\n",
]
WORDS += [
    "```python\n",
    "[a]: b\n",
    '[a](https://x.de "Titel")',
    "> " * 30,
    "- " * 30,
    "|a|b|\n|-|-|\n|1|2|3|4|\n",
    "    ",
]


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(PIECES + WORDS), max_size=40).map("".join) | st.text(max_size=200))
def test_every_word_of_any_text_is_on_the_page(text):
    """A list that counts from 1 on may leave its numbers to the browser; an address may begin in a word."""
    text = re.sub(r"&#?\w*;?|\0", " ", text)
    shown = Words(markdown.render(text)).text.replace("_", " ")
    words = {*re.findall(r"\w+", shown), "1", "2"}
    missing = [word for word in re.findall(r"\w+", text.replace("_", " ")) if word not in words]
    assert [word for word in missing if word not in re.sub(r"\s", "", shown)] == []


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
HARD += ["> ", "- ", "|", "x|y\n-|-\n", "a\n=\n", "1. a\n\n2. b\n\n1. c\n\n", "1. ", "__a_", "_" * 50 + " ", "C:\\"]
HARD += ["www.a.de ", "www.", "http://", "http://a", "mailto:", "a@", "@a.", "a@b.de ", "\\\\a", "x|y\n-|-\n1|2|3\n\n"]


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
