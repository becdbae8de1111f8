"""Word documents for tests, made of small XML: what a program writes that saves a programme as .docx."""

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
FIRST = (
    f'<Relationships xmlns="{RELATIONSHIPS}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Listenabsatz"><w:name w:val="List Paragraph"/></w:style>
</w:styles>"""
NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/></w:lvl>' for level in range(3))
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def run(text, properties=""):
    """Return one run of text; a tab and a line end are Word's own elements."""
    text = escape(text).replace("\t", "</w:t><w:tab/><w:t>").replace("\n", "</w:t><w:br/><w:t>")
    text = text.replace("<w:t>", '<w:t xml:space="preserve">')
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def bold(text):
    return run(text, "<w:b/>")


def paragraph(*runs, style="", level=None):
    """Return a paragraph of runs, plain strings among them; `level`: of a list."""
    number = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    style = style and f'<w:pStyle w:val="{style}"/>'
    runs = "".join(part if part.startswith("<w:") else run(part) for part in runs)
    return f"<w:p><w:pPr>{style}{number}</w:pPr>{runs}</w:p>"


def cell(*contents, across=1, down=""):
    """Return a cell of paragraphs; strings become one each. `down`: "restart" or "continue" of cells merged."""
    inside = "".join(part if part.startswith("<w:") else paragraph(part) for part in contents or [""])
    merged = f'<w:vMerge w:val="{down}"/>' if down else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{merged}</w:tcPr>{inside}<w:p/></w:tc>'


def table(*rows):
    """Return a table; strings in a row become cells."""
    lines = ("".join(part if part.startswith("<w:tc>") else cell(part) for part in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def document(*blocks, parts=None, relationships="", prolog=""):
    """Return the bytes of a .docx. `parts`: further files of it by name; `prolog`: what stands before its XML."""
    links = f'<Relationships xmlns="{RELATIONSHIPS}">{relationships}</Relationships>'
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": FIRST,
        "word/document.xml": f"{prolog}<w:document {NAMESPACES}><w:body>{''.join(blocks)}</w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/_rels/document.xml.rels": links,
        **(parts or {}),
    }
    return packed(files)


def packed(files):
    """Return a ZIP file of {name: contents}."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def workshop_days():
    """Return a conference of two days with parallel workshops, as an association writes it: styles, lists, a table."""
    return document(
        paragraph("Gemeinsam lernen – Fachtagung 2027", style="Titel"),
        paragraph("Rahmenthema: „Bildung für alle“"),
        paragraph("Tag 1\t3", style="Verzeichnis1"),
        paragraph("Donnerstag, 4. März 2027", style="berschrift1"),
        paragraph(bold("9:30 – 10:00 Uhr: Begrüßung")),
        paragraph("Die Leitung heißt alle willkommen."),
        paragraph(bold("10:00 – 11:00 Uhr: Lernen im Alltag"), " (Prof. Dr. Rosa Stein)"),
        paragraph("Darum geht es:"),
        paragraph("Wege in den Beruf", level=0),
        paragraph("Sprache", level=1),
        paragraph("Anerkennung", level=0),
        paragraph(bold("11:00 – 11:30 Uhr: Kaffeepause")),
        paragraph(bold("11:30 – 12:30 Uhr: Podium"), " (Moderation: Kurt Roß)"),
        paragraph("Freitag, 5. März 2027", style="berschrift1"),
        table(
            [cell(paragraph(bold(word))) for word in ("Zeit", "Titel", "Referent:in", "Raum")],
            [cell("9:00 – 10:30 Uhr", down="restart"), "Lesen lernen", "Ben Akın", "Raum 7"],
            [cell("", down="continue"), "Rechnen im Alltag", "Lena Graf (angefragt)", "Raum 8"],
            ["10:30 – 11:00 Uhr", "Kaffeepause", "", ""],
            ["11:00 – 12:00 Uhr", "Abschluss", "Rosa Stein", "Saal"],
        ),
    )


def bold_programme():
    """Return a programme of one day without any style: bold lines, line breaks and a tab, as it is typed in a hurry."""
    return document(
        paragraph(bold("Ehrenamtstag am 3. Mai 2027")),
        paragraph("Rathaus, Saal 1\nEintritt frei"),
        paragraph(bold("10.00\u201111.00 Uhr")),
        paragraph(bold("Neue Wege"), " (Eva Horn)"),
        paragraph("Ein Bericht.\nMit Fragen."),
        paragraph(bold("11.00 – 12.00 Uhr\tVereine im Netz"), " – angefragt"),
    )
