"""Word documents (.docx) as HTML. Nothing in them is run, no picture is opened, no other file is read.

A .docx is a ZIP of XML files (ECMA-376). Only those with words are unpacked, with limits, and checked; mammoth reads a
copy that holds nothing else.
"""

import io
import zipfile
import zlib
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from womconf.quotes import in_quotes_lazy

MAX_BYTES = 20_000_000  # of the file, pictures included
MAX_ENTRIES = 2_000
MAX_PART = 12_000_000  # of one XML file, unpacked
MAX_UNPACKED = 20_000_000  # of all that are read
MAX_DEPTH = 90  # of elements in each other; a table in a table in a table takes 30

TYPES = "[Content_Types].xml"
FIRST = "_rels/.rels"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"

# Of the folder word/: what has neither words nor says what they look like.
LEFT_OUT = (
    "settings",
    "webSettings",
    "fontTable",
    "theme/",
    "media/",
    "embeddings/",
    "fonts/",
    "activeX/",
    "glossary/",
)
OF_TEXT = frozenset({"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"})
TEXT, RUN = f"{W}t", f"{W}r"
OFF = frozenset({"0", "false", "off"})
# Of what a run looks like, all that the text shows: bold and struck, by itself or by its style.
LOOKS = frozenset(f"{W}{name}" for name in ("rStyle", "b", "strike", "dstrike"))
NOISE = frozenset(
    f"{W}{name}" for name in ("proofErr", "bookmarkStart", "bookmarkEnd", "lang", "lastRenderedPageBreak")
)
# Elements that mammoth does not know, by one that means the same to it.
SAME = {f"{W}{name}": f"{W}smartTag" for name in ("fldSimple", "dir", "bdo", "ruby", "rubyBase")} | {
    f"{W}cr": f"{W}br",
    f"{W}ptab": f"{W}tab",
}
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Titel'] => h1:fresh
p.Titel => h1:fresh
p.Title => h1:fresh
p[style-name='toc 1'] => !
p[style-name='toc 2'] => !
p[style-name='toc 3'] => !
p[style-name='toc 4'] => !
r[style-name='Fett'] => strong
r[style-name='Strong'] => strong
"""

OTHER_KINDS = [
    ("xl/", _("This is an Excel workbook. Please copy the table into a Word document or into the text box.")),
    ("ppt/", _("This is a PowerPoint presentation. Please copy its text into the text box.")),
    ("Index/", _("This is a document of Pages. Please export it as a Word document (.docx).")),
    ("content.xml", _("This is an OpenDocument file. Please save it as a Word document: Save as … → Word (.docx).")),
]
TOO_MUCH = _("This document unpacks to more than a programme can have. Please copy its text into the text box.")
BROKEN = _("This Word document is damaged. Please open it in Word, save it again as .docx, and choose the new file.")


class Unreadable(Exception):
    """The document cannot be read; `code` is for programs, the sentence for people."""

    def __init__(self, code, sentence):
        super().__init__(code)
        self.code = code
        self.sentence = sentence


def html_of(data, report):
    """Return the HTML of a Word document, None where it cannot be read; what was left out goes into the report."""
    try:
        parts, names = _unpack(data)
        trees = {name: _tree(content) for name, content in parts.items()}
        _tell(trees, names, report)
        return _html(trees, names, report)
    except Unreadable as refusal:
        report.error(refusal.code, refusal.sentence)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        # RuntimeError also comes from a password, and as RecursionError from what lies in each other too deep.
        report.error("broken", BROKEN)
    return None


def _unpack(data):
    if len(data) > MAX_BYTES:
        message = _("This document has more than {limit} MB. Please make its pictures smaller, or copy its text.")
        raise Unreadable("too_large", format_lazy(message, limit=MAX_BYTES // 1_000_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unreadable("too_large", TOO_MUCH)
        names = [entry.filename for entry in entries]
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("encrypted", _("This document is protected by a password. Please remove it first."))
        if not any(name.startswith("word/") for name in names):
            raise Unreadable("not_word", _other_kind(names))
        left = MAX_UNPACKED
        parts = {}
        for name in dict.fromkeys(names):
            if _is_read(name):
                with archive.open(name) as part:
                    parts[name] = part.read(min(MAX_PART, left) + 1)
                left -= len(parts[name])
                if left < 0 or len(parts[name]) > MAX_PART:
                    raise Unreadable("too_large", TOO_MUCH)
    return parts, names


def _is_read(name):
    if name in {TYPES, FIRST}:
        return True
    path = name.removeprefix("word/")
    return path != name and path.endswith((".xml", ".rels")) and not path.startswith(LEFT_OUT)


def _other_kind(names):
    for start, sentence in OTHER_KINDS:
        if any(name.startswith(start) for name in names):
            return sentence
    return _("This is a ZIP file without a Word document in it. Please choose the document itself.")


def _tree(content):
    if STRICT.encode() in content:
        content = content.replace(STRICT.encode(), W.strip("{}").encode())
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        message = _("This document declares entities, which Word never does. It was not read.")
        raise Unreadable("entities", message) from error
    except ET.ParseError as error:
        raise Unreadable("broken", BROKEN) from error
    level = [root]
    for _depth in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return root
    raise Unreadable("too_deep", TOO_MUCH)


def _tell(trees, names, report):
    """Say what of the document is not in its text."""
    if any(name.endswith("vbaProject.bin") for name in names):
        report.info("macros", _("This document contains macros. Only its text was read; nothing was run."))
    found = {element.tag for tree in trees.values() for element in tree.iter()}
    if found & {f"{W}del", f"{W}ins", f"{W}moveFrom", f"{W}moveTo"}:
        message = _("This document has tracked changes. It was read as if all of them were accepted.")
        report.warning("tracked_changes", message)
    for name, tree in trees.items():
        file = name.rsplit("/", 1)[-1]
        if file.startswith(("header", "footer")) and (words := _words(tree)):
            message = _("The head or foot of the pages is not part of the programme: “{words}”")
            report.info("margin", format_lazy(message, words=in_quotes_lazy(words[:200])))
        elif file == "comments.xml" and (words := _words(tree)):
            message = _("Comments are not part of the programme: “{words}”")
            report.info("comments", format_lazy(message, words=in_quotes_lazy(words[:200])))
    _take_hidden(trees, report)


def _words(tree):
    paragraphs = ("".join(part.text or "" for part in paragraph.iter(f"{W}t")) for paragraph in tree.iter(f"{W}p"))
    return _shown(paragraphs)


def _shown(paragraphs):
    return " · ".join(filter(None, (" ".join(words.split()) for words in paragraphs)))


def _take_hidden(trees, report):
    """Take out what Word hides („Schriftart: Ausgeblendet“), by a run of its own or by its style, and say so."""
    styles = {
        style.get(f"{W}styleId") for tree in trees.values() for style in tree.iter(f"{W}style") if _is_hidden(style)
    }
    hidden = []
    for name, tree in trees.items():
        if name not in OF_TEXT:
            continue
        for paragraph in tree.iter(f"{W}p"):
            is_hidden = _style(paragraph, "pPr/pStyle") in styles
            runs = paragraph.iter(f"{W}r")
            found = [run for run in runs if is_hidden or _is_hidden(run) or _style(run, "rPr/rStyle") in styles]
            hidden.append("".join(part.text or "" for run in found for part in run.iter(f"{W}t")))
            for run in found:
                run[:] = []
    if words := _shown(hidden):
        message = _("Hidden text was not read: “{words}”")
        report.warning("hidden", format_lazy(message, words=in_quotes_lazy(words[:200])))


def _is_hidden(element):
    mark = element.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "true") not in OFF


def _style(element, path):
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return None if found is None else found.get(f"{W}val")


def _html(trees, names, report):
    for tree in trees.values():
        _tidy(tree)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, tree in trees.items():
            archive.writestr(name, ET.tostring(tree, encoding="utf-8", xml_declaration=True))
    import mammoth  # a web process that reads no Word file does without its 10 MB

    pictures = []
    try:
        html = mammoth.convert_to_html(
            copy,
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=lambda image: pictures.append(image) or [],
        ).value
    except (KeyError, AttributeError, TypeError, IndexError) as error:  # XML that is none of Word's
        raise Unreadable("broken", BROKEN) from error
    pictures += [name for name in names if name.startswith("word/media/")]
    if not html.strip():
        message = _("This document is empty.")
        if pictures:
            message = _(
                "This document has no text, only a picture, such as a scanned page. Please type the programme, or have "
                "the text recognised first (OCR)."
            )
        raise Unreadable("picture" if pictures else "empty", message)
    if pictures:
        report.info("pictures", _("Pictures were not read."))
    return html


def _tidy(element):
    """Turn what mammoth does not know into what it knows, and leave out what says nothing."""
    for parent in list(element.iter()):
        for name in [name for name in parent.attrib if name.startswith(f"{W}rsid")]:
            del parent.attrib[name]
        for child in list(parent):
            if child.tag in NOISE:
                parent.remove(child)
            elif child.tag in {f"{MC}AlternateContent", f"{W}drawing"}:
                boxes = list(child.iter(f"{W}txbxContent"))
                if boxes:
                    parent[list(parent).index(child)] = _box(boxes[0])
            elif child.tag in SAME:
                child.tag = SAME[child.tag]
    for parent in element.iter():
        _join_runs(parent)


def _join_runs(parent):
    """Make one run of neighbours that look the same: Word cuts a sentence at every correction, and each run costs."""
    previous, looks = None, ()
    for child in list(parent):
        if child.tag != RUN:
            previous = None
            continue
        properties = child.find(f"{W}rPr")
        own = _strip_looks(properties)
        if previous is None or own != looks:
            previous, looks = child, own
            continue
        for part in child:
            if part is not properties:
                _append(previous, part)
        parent.remove(child)


def _strip_looks(properties):
    """Leave what the text shows, and return it in a form to compare."""
    if properties is None:
        return ()
    properties[:] = [mark for mark in properties if mark.tag in LOOKS]
    return tuple((mark.tag, mark.get(f"{W}val", "")) for mark in properties)


def _append(run, part):
    last = run[-1] if len(run) else None
    if part.tag == TEXT and last is not None and last.tag == TEXT:
        last.text = (last.text or "") + (part.text or "")
    else:
        run.append(part)


def _box(content):
    """Return a text box in the older form, which mammoth reads."""
    picture = ET.Element(f"{W}pict")
    ET.SubElement(ET.SubElement(picture, f"{V}shape"), f"{V}textbox").append(content)
    return picture
