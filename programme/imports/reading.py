"""From bytes to clean text: the one place that knows encodings, line ends and characters that nobody can see.

What a file is, its first bytes say, never its name.
"""

import re
import unicodedata
from itertools import groupby, islice

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports import markup, word
from programme.imports.draft import Report
from programme.validators import BIDI_CONTROLS

# A programme of 2,000 sessions with long abstracts has about 1.5 MB.
MAX_BYTES = 2_000_000
MAX_HTML_BYTES = 3_000_000
MAX_FILE_BYTES = word.MAX_BYTES  # of any of them

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

# How files begin that are often sent instead of a text.
SIGNATURES = {
    b"%PDF": _("a PDF file"),
    b"{\\rtf": _("an RTF file"),
    b"\x89PNG": _("a picture"),
    b"\xff\xd8\xff": _("a picture"),
    b"GIF8": _("a picture"),
    b"II*\0": _("a picture"),
    b"MM\0*": _("a picture"),
}
# Where the name of the format stands behind the length of the file: „RIFF….WEBP“, „….ftypheic“ of a phone.
LATER_SIGNATURES = {(8, b"WEBP"): _("a picture"), (4, b"ftyp"): _("a picture")}

ZIP = b"PK\x03\x04", b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The streams in a file of older Office programs ([MS-CFB]; their names are UTF-16), and what it then is.
STREAMS = {
    "EncryptedPackage": _("This document is protected by a password. Please remove it first."),
    "WordDocument": _(
        "This is a document of an old Word (.doc). Please open it and save it as .docx: File → Save as → Word document."
    ),
    "Workbook": _("This is an Excel workbook. Please copy the table into a Word document or into the text box."),
}
HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|style|h[1-6]|p|div|table|ul"
    rb"|ol|section|article|main|b|strong|span)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{1,20})", re.IGNORECASE)
CHARSETS = {"utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "latin1", "us-ascii"}

# Besides the line feed, all that Unicode counts as the end of a line (UAX #14), and the separators of ASCII.
LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Control and format characters without a place in honest text. Joiners (U+200C, U+200D) and the single marks of
# direction (U+200E, U+200F, U+061C) are needed in Persian, Arabic and Hebrew; the tab separates columns.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufff9-\ufffb\ufffe\uffff"
    + "".join(BIDI_CONTROLS)
    + "]"
)
SOFT_HYPHEN = "\u00ad"
# UAX #15, Stream-Safe Text: no language sets more marks on one letter, and sorting longer runs takes quadratic time.
MAX_MARKS = 30


def decode(data):
    """Return (text, report); the text is None where these bytes cannot be read, and the report says why.

    Reads UTF-8, UTF-16 with its byte order mark, Windows-1252, HTML and Word documents. The text comes in NFC, with
    "\\n" as the only line end.
    """
    report = Report()
    if data.startswith(ZIP):
        text = _from_html(word.html_of(data, report), report, keeps_tabs=True)
    elif data.startswith(OLE):
        text = _refuse_old_office(data, report)
    elif HTML.match(data[:10_000].removeprefix(b"\xef\xbb\xbf")):
        text = _from_html(_html(data, report), report)
    else:
        text = _characters(data, report)
    if text is None:
        return None, report
    return normalise(text, report), report


def normalise(text, report):
    """Return the text in one form (NFC, "\\n", nothing invisible), or None with an error if nothing remains."""
    text = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", _without_piled_marks(text))).replace(SOFT_HYPHEN, "")
    text = _visible(text, report)
    if not text.strip() and not report.has_errors:
        report.error("empty", _("This file is empty."))
    return None if report.has_errors else text


def _from_html(html, report, *, keeps_tabs=False):
    """Return the lines of HTML as text. What looks like a tag in the words is none in the next reading."""
    if html is None:
        return None
    text, has_merged_rows = markup.text_of(html, keeps_tabs=keeps_tabs)
    if has_merged_rows:
        report.warning("merged_rows", _("A cell is merged over several rows; it was read in the first of them."))
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        _refuse_size(report)
        return None
    return text


def _html(data, report):
    if len(data) > MAX_HTML_BYTES:
        _refuse_size(report)
        return None
    declared = CHARSET.search(data[:4_000])
    if declared and declared[1].decode().lower() in CHARSETS:
        try:
            return data.decode("utf-8")  # which it is more often than it says
        except UnicodeDecodeError:
            return data.decode("cp1252", errors="replace")
    return _characters(data, report, limit=MAX_HTML_BYTES)


def _refuse_size(report):
    message = _("This file has more than {limit} MB. That is more than a programme as text can have.")
    report.error("too_large", format_lazy(message, limit=MAX_BYTES // 1_000_000))


def _refuse_old_office(data, report):
    """Say what the file is: its streams stand by name in it."""
    for name, sentence in STREAMS.items():
        if name.encode("utf-16-le") in data:
            report.error("old_office", sentence)
            return
    report.error("old_office", _("This is a file of an old Office program. Please save it as a Word document (.docx)."))


def _kind_of(data):
    """Return what a file is by its first bytes, where it is sent instead of a text; else None."""
    found = [kind for signature, kind in SIGNATURES.items() if data.startswith(signature)]
    found += [kind for (place, name), kind in LATER_SIGNATURES.items() if data[place : place + len(name)] == name]
    return found[0] if found else None


def _characters(data, report, limit=MAX_BYTES):
    if len(data) > limit:
        _refuse_size(report)
        return None
    if kind := _kind_of(data):
        message = _("This is {kind}. Please choose a Word document (.docx), an HTML file or a plain text.")
        report.error("not_text", format_lazy(message, kind=kind))
        return None
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, report)
    if b"\0" in data:
        report.error(
            "not_text", _("This is not a text file: it contains NUL bytes. Please save it as plain text (UTF-8).")
        )
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows_text(data, error.start, report)


def _decoded(data, encoding, report):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, errors="ignore").count("\n") + 1
        _refuse_encoding(report, line)
        return None


def _windows_text(data, position, report):
    """Read Windows-1252, unless the result shows that it was something else (Mac, DOS, Cyrillic …)."""
    line = data.count(b"\n", 0, position) + 1
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        _refuse_encoding(report, line)
        return None
    if not _is_plausible(text):
        _refuse_encoding(report, line)
        return None
    report.info("windows_1252", _("The text was read as Windows-1252, not as UTF-8. Please check the umlauts."))
    return text


def _refuse_encoding(report, line):
    report.error("encoding", _("The encoding of this file is unknown. Please save the text as UTF-8."), line)


def _is_plausible(text):
    """Whether text read as Windows-1252 is one: accented letters are few, and inside words there are only letters.

    "f\u0178r" (für on a Mac) and "f\u201er" (DOS) are not.
    """
    letters = sum(character.isalpha() for character in text)
    foreign = sum(character.isalpha() and character > "\x7f" for character in text)
    strange = len(re.findall(r"(?<=[a-z])[\x80-\uffff](?=[a-z])(?<![ß-ÿœšž’‘·\u00a0–—])", text))
    return foreign * 3 <= letters and strange * 4 <= foreign + strange


def _without_piled_marks(text):
    if text.isascii() or not any(map(unicodedata.combining, text)):
        return text
    return "".join(
        "".join(islice(run, MAX_MARKS) if is_mark else run)
        for is_mark, run in groupby(text, key=lambda character: unicodedata.combining(character) > 0)
    )


def _visible(text, report):
    """Take out characters that nobody can see and that turn text around or break files; say where the first one was."""
    found = INVISIBLE.search(text)
    if not found:
        return text
    clean, count = INVISIBLE.subn("", text)
    if count > 20 and count * 20 > len(text):
        report.error("not_text", _("This is not a text file: it is full of control characters."))
        return ""
    report.warning(
        "invisible_characters",
        format_lazy(_("Invisible control characters were taken out ({count})."), count=count),
        text.count("\n", 0, found.start()) + 1,
    )
    return clean
