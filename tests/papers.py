"""What a PDF says to programs that read it aloud, and which words stand in it."""

import io

from pypdf import PdfReader


def opened(content):
    """Read a PDF and hold it against what PDF/UA-1 (ISO 14289-1) asks of every document."""
    reader = PdfReader(io.BytesIO(content), strict=True)
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/StructTreeRoot"]["/K"]
    assert catalog["/Lang"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = catalog["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.metadata.title
    assert reader.metadata.title in words(xmp)
    return reader


def language(reader):
    return str(reader.trailer["/Root"]["/Lang"])


def text(content):
    """Return the words of a PDF without what keeps their directions apart, nor where lines end."""
    return words("\n".join(page.extract_text() for page in opened(content).pages))


def words(text):
    for sign in "\u2068\u2069\u200b\u00ad":
        text = text.replace(sign, "")
    return " ".join(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&").split())


def tags(reader):
    """Return the kinds of all elements of the structure, such as H1, TH and Figure."""
    found = []

    def walk(element):
        element = element.get_object()
        if isinstance(element, list):
            for part in element:
                walk(part)
        elif isinstance(element, dict):
            if "/S" in element:
                found.append(str(element["/S"])[1:])
            if "/K" in element:
                walk(element["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def links(content):
    """Return where the links of a PDF lead, each once."""
    found = [mark.get_object()["/A"]["/URI"] for page in opened(content).pages for mark in page.get("/Annots") or ()]
    return list(dict.fromkeys(map(str, found)))
