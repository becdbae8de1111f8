"""Word documents and HTML: what is read of them, what is said about them, and what is refused in words."""

import io
import re
import zipfile
from datetime import date

import pytest

from programme.imports import markup, reading, text, word
from tests.programme import word_documents as docx
from tests.programme.drafts import as_lines


def lines_of(data):
    content, report = reading.decode(data)
    assert content is not None, [str(entry.message) for entry in report.entries]
    return [line for line in content.split("\n") if line], [entry.code for entry in report.entries]


def refusal(data):
    content, report = reading.decode(data)
    [entry] = report.errors
    assert content is None
    return entry.code


TWO_DAYS = """\
Gemeinsam lernen – Fachtagung 2027 | Bildung für alle | 2027-03-04 – 2027-03-05 | Europe/Berlin | de
session Begrüßung
  main 04.03.2027 09:30 – 10:00
  > Die Leitung heißt alle willkommen.
session Lernen im Alltag
  main 04.03.2027 10:00 – 11:00
  speaker confirmed Prof. Dr. Rosa Stein
  > Darum geht es:
  >
  > - Wege in den Beruf
  >   - Sprache
  > - Anerkennung
break 04.03.2027 11:00 – 11:30 Kaffeepause
session Podium
  main 04.03.2027 11:30 – 12:30
  moderation confirmed Kurt Roß
  format: Podium
session Lesen lernen
  main 05.03.2027 09:00 – 10:30 [Raum 7]
  speaker confirmed Ben Akın
session Rechnen im Alltag
  main 05.03.2027 09:00 – 10:30 [Raum 8]
  speaker requested Lena Graf
break 05.03.2027 10:30 – 11:00 Kaffeepause
session Abschluss
  main 05.03.2027 11:00 – 12:00 [Saal]
  speaker confirmed Rosa Stein"""


def test_word_document_of_two_days_becomes_its_programme():
    draft, report = text.read(docx.workshop_days(), today=date(2027, 1, 10))
    assert as_lines(draft, report) == TWO_DAYS.splitlines()


def test_word_document_without_styles_is_read_by_its_bold_lines():
    draft, _report = text.read(docx.bold_programme(), today=date(2027, 1, 10))
    assert (draft.title, draft.starts_on) == ("Ehrenamtstag", date(2027, 5, 3))
    first, second = draft.sessions
    assert (first.title, first.appearances[0].name, first.abstract) == (
        "Neue Wege",
        "Eva Horn",
        "Ein Bericht.\nMit Fragen.",
    )
    assert (second.title, second.is_requested) == ("Vereine im Netz", True)


def test_text_of_a_document_is_read_like_the_document_itself():
    """The page carries the text along, and an organiser edits it: lines refer to it."""
    for data in (docx.workshop_days(), docx.bold_programme()):
        content, _report = reading.decode(data)
        assert as_lines(*text.read(content.encode())) == as_lines(*text.read(data))


BOX = "<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice></mc:AlternateContent></w:r>"
IN_BOX = "<w:drawing><wp:anchor><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wp:anchor></w:drawing>"
FIELD = '<w:fldSimple w:instr="AUTHOR">{}</w:fldSimple>'
LONG_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
WORDS = {
    "text box": (BOX.format(IN_BOX.format(docx.paragraph("Worte"))), ["Worte"]),
    "text box of today": (f"<w:r>{IN_BOX.format(docx.paragraph('Worte'))}</w:r>", ["Worte"]),
    "inserted": (f"<w:ins>{docx.run('Worte')}</w:ins>", ["Worte"]),
    "moved to": (f"<w:moveTo>{docx.run('Worte')}</w:moveTo>", ["Worte"]),
    "content control": (f"<w:sdt><w:sdtContent>{docx.run('Worte')}</w:sdtContent></w:sdt>", ["Worte"]),
    "field": (FIELD.format(docx.run("Worte")), ["Worte"]),
    "field of three parts": (LONG_FIELD.format(docx.run("Worte")), ["Worte"]),
    "manual number": (docx.run("1.)\tWorte"), ["1.)\tWorte"]),
    "soft hyphen": ("<w:r><w:t>Wor</w:t><w:softHyphen/><w:t>te</w:t></w:r>", ["Worte"]),
    "no-break hyphen": ("<w:r><w:t>9</w:t><w:noBreakHyphen/><w:t>11 Uhr</w:t></w:r>", ["9-11 Uhr"]),
    "line break": (docx.run("Zwei\nZeilen"), ["Zwei", "Zeilen"]),
    "struck": (docx.run("Worte", "<w:strike/>"), ["~~Worte~~"]),
    "split bold": (docx.bold("Wor") + docx.bold("te"), ["**Worte**"]),
    "bold with a bracket": (docx.bold("Worte") + docx.run(" (Eva Horn)"), ["**Worte** (Eva Horn)"]),
    "one bold word": (docx.run("Viele ") + docx.bold("fette") + docx.run(" Worte"), ["Viele fette Worte"]),
    "a tag in words": (docx.run("a < b & <b>c</b>"), ["a < b & <b>c</b>"]),
    "deleted": (f"<w:del><w:r><w:delText>Weg</w:delText></w:r></w:del>{docx.run('Worte')}", ["Worte"]),
}


@pytest.mark.parametrize(("inside", "expected"), WORDS.values(), ids=WORDS)
def test_words_of_a_paragraph_are_read(inside, expected):
    assert lines_of(docx.document(f"<w:p>{inside}</w:p>"))[0] == expected


def note(kind):
    inside = f'<w:{kind} w:id="2">{docx.paragraph("Mit Anmeldung.")}</w:{kind}>'
    return {f"word/{kind}s.xml": f'<w:{kind}s xmlns:w="{docx.W}">{inside}</w:{kind}s>'}


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_note_follows_the_paragraph_that_refers_to_it(kind):
    data = docx.document(
        docx.paragraph("Neue Wege", f'<w:r><w:{kind}Reference w:id="2"/></w:r>'.replace("<w:r>", "<w:r><w:rPr/>")),
        docx.paragraph("Danach"),
        parts=note(kind),
    )
    assert lines_of(data)[0] == ["Neue Wege", "Fußnote: Mit Anmeldung.", "Danach"]


def test_what_is_left_out_is_said():
    margin = f'<w:hdr xmlns:w="{docx.W}">{docx.paragraph("Verein Weg")}</w:hdr>'
    comment = (
        f'<w:comments xmlns:w="{docx.W}"><w:comment w:id="1">{docx.paragraph("Stimmt das?")}</w:comment></w:comments>'
    )
    parts = {
        "word/header1.xml": margin,
        "word/comments.xml": comment,
        "word/vbaProject.bin": "x",
        "word/media/a.png": "x",
    }
    data = docx.document(f"<w:p><w:ins>{docx.run('Worte')}</w:ins></w:p>", parts=parts)
    lines, codes = lines_of(data)
    assert lines == ["Worte"]
    assert sorted(codes) == ["comments", "macros", "margin", "pictures", "tracked_changes"]


TABLES = {
    "across": ([[docx.cell("Mittag", across=2)], ["a", "b"]], ["| Mittag | Mittag |", "| a | b |"]),
    "down": (
        [[docx.cell("9 Uhr", down="restart"), "a"], [docx.cell(down="continue"), "b"]],
        ["| 9 Uhr | a |", "| 9 Uhr | b |"],
    ),
    "table in a table": ([["a", docx.cell(docx.table(["b", "c"], ["d", "e"]))]], ["| a | b; c<br>d; e |"]),
    "lines and bars": ([["a", docx.cell("b|c", "d")]], ["| a | b\\|c<br>d |"]),
    "frame": ([["Titel"], ["Text"]], ["Titel", "Text"]),
    "empty row": ([["", ""], ["a", "b"]], ["| a | b |"]),
}


@pytest.mark.parametrize(("rows", "expected"), TABLES.values(), ids=TABLES)
def test_tables_become_rows(rows, expected):
    assert lines_of(docx.document(docx.table(*rows)))[0] == expected


def test_cell_merged_over_sessions_is_said():
    rows = [["9 Uhr", docx.cell("a", down="restart")], ["10 Uhr", docx.cell(down="continue")]]
    assert lines_of(docx.document(docx.table(*rows))) == (["| 9 Uhr | a |", "| 10 Uhr |  |"], ["merged_rows"])


def zip_bomb():
    return docx.document(docx.paragraph("a"), parts={"word/footnotes.xml": b" " * (word.MAX_PART + 1)})


def nested(depth):
    return docx.document("<w:sdt><w:sdtContent>" * depth + docx.paragraph("a") + "</w:sdtContent></w:sdt>" * depth)


def damaged():
    data = docx.document(docx.paragraph("a" * 100))
    return data[: len(data) // 2]


def encrypted():
    data = bytearray(docx.document(docx.paragraph("a")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(signature), bytes(data)):
            data[found.start() + offset] |= 1
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
REFUSED = {
    "bomb of one part": (zip_bomb, "too_large"),
    "many entries": (lambda: docx.packed({f"word/{n}.txt": "" for n in range(word.MAX_ENTRIES + 1)}), "too_large"),
    "many parts": (
        lambda: docx.document(parts={f"word/{n}.xml": b" " * 5_000_000 for n in range(5)}),
        "too_large",
    ),
    "more than 20 MB": (lambda: b"PK\x03\x04" + b"x" * word.MAX_BYTES, "too_large"),
    "deep": (lambda: nested(200), "too_deep"),
    "entities": (lambda: docx.document(docx.paragraph("a"), prolog=ENTITIES), "entities"),
    "document type": (
        lambda: docx.document(docx.paragraph("a"), prolog='<!DOCTYPE w SYSTEM "file:///etc/x">'),
        "entities",
    ),
    "broken XML": (lambda: docx.packed({"word/document.xml": "<w:document>"}), "broken"),
    "other XML": (lambda: docx.packed({"word/document.xml": "<a><b/></a>"}), "broken"),
    "half a file": (damaged, "broken"),
    "no document": (lambda: docx.packed({"word/styles.xml": docx.STYLES}), "broken"),
    "a bare ZIP": (lambda: docx.packed({"a.txt": "a"}), "not_word"),
    "an empty ZIP": (lambda: docx.packed({}), "not_word"),
    "Excel": (lambda: docx.packed({"xl/workbook.xml": "<a/>"}), "not_word"),
    "PowerPoint": (lambda: docx.packed({"ppt/presentation.xml": "<a/>"}), "not_word"),
    "OpenDocument": (lambda: docx.packed({"mimetype": "application/…", "content.xml": "<a/>"}), "not_word"),
    "password in the ZIP": (encrypted, "encrypted"),
    "old Word": (lambda: OLE + "WordDocument".encode("utf-16-le"), "old_office"),
    "password of Word": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "old_office"),
    "another old file": (lambda: OLE, "old_office"),
    "empty": (docx.document, "empty"),
    "scanned page": (lambda: docx.document("<w:p/>", parts={"word/media/image1.png": "x"}), "picture"),
    "HTML of 6 MB": (lambda: b"<html>" + b"a" * 6_000_000, "too_large"),
    "HTML without words": (lambda: b"<html><script>a()</script></html>", "empty"),
}


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(make, code):
    assert refusal(make()) == code


def test_tables_in_tables_are_not_too_deep():
    inner = docx.table(["a", "b"])
    for _depth in range(4):
        inner = docx.table([docx.cell(inner), "c"])
    assert "a; b" in lines_of(docx.document(inner))[0][0]


HTML = {
    "headings": ("<h1>Tagung</h1><h2>9 Uhr: <em>Wege</em></h2>", ["# Tagung", "## 9 Uhr: Wege"]),
    "document": ("<!DOCTYPE html><html><head><title>x</title></head><body><p>a</p></body></html>", ["a"]),
    "nested list": ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", ["- a", "  - b", "- c"]),
    "numbers": ("<ol><li>a</li><li>b</li></ol>", ["1. a", "2. b"]),
    "breaks": ("<p>a<br>b</p>", ["a", "b"]),
    "bold by style": (
        '<p style="font-weight:700">a</p><p><span style="font-weight: bold">b</span></p>',
        ["a", "**b**"],
    ),
    "script, picture, form": ("<p>a<script>x</script><img src=x><select><option>y</select></p>", ["a"]),
    "link": ('<p><a href="https://example.org/a">Karte</a></p>', ["[Karte](https://example.org/a)"]),
    "bad link": ('<p><a href="javascript:x()">Karte</a></p>', ["Karte"]),
    "source with line ends": ("<p>\n\t a\n b</p>\n<div>c</div>", ["a b", "c"]),
    "header row": (
        "<table><tr><th>Zeit<th>Titel<tr><td>9<td>a</table>",
        ["| Zeit | Titel |", "| --- | --- |", "| 9 | a |"],
    ),
    "huge spans": ('<table><tr><td colspan="99999999">a<td>b</table>', ["|" + " a |" * 40]),
    "text in a list": ("<ul>a<li>b</li></ul>", ["a", "- b"]),
    "table in a list": ("<ul><li>a<table><tr><td>b<td>c</table></li></ul>", ["- a", "  b", "  c"]),
    "unclosed": ("<p>a<b>b<p>c", ["ab", "**c**"]),
    "Word's own": ("<p class=MsoNormal>a<o:p>&nbsp;</o:p></p><!--[if mso]>x<![endif]-->", ["a"]),
}


@pytest.mark.parametrize(("source", "expected"), HTML.values(), ids=HTML)
def test_html_becomes_lines(source, expected):
    assert lines_of(source.encode())[0] == expected


@pytest.mark.parametrize("source", ["<div>" * 5_000 + "a", "<table><tr><td>" * 500 + "a", "<ul><li>" * 3_000 + "a"])
def test_html_of_any_depth_is_read(source):
    assert "a" in markup.text_of(source)[0]


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "utf-8"])
def test_html_says_its_encoding(charset):
    source = f'<html><meta charset="{charset}"><p>Begrüßung</p>'
    assert lines_of(source.encode(charset))[0] == ["Begrüßung"]


@pytest.mark.parametrize("words", ["<3 Gäste", "< 9 Uhr", "<-- hier", "Text <b>fett</b>", "<https://example.org>"])
def test_text_with_an_angle_stays_text(words):
    assert lines_of(words.encode())[0] == [words]
