"""Judge a file that somebody hands in for a session: by its content, never by its name.

It is stored as it is, and nothing of it is run or unpacked here beyond the one part that says what it is.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from programme.models import SessionFile
from programme.models.files import MOST_BYTES, OPEN_DOCUMENT, OPEN_XML
from womconf.refusals import Refusal

Kind = SessionFile.Kind
END_OF_PDF = 2048  # bytes in which the end is looked for: some programs write something behind it
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2: Office before 2007, and whatever has a password
END_OF_ZIP, END_OF_ZIP64 = b"PK\5\6", b"PK\6\7"
MOST_DIRECTORY = 1_000_000  # bytes of the list of parts
MOST_PART = 2_000_000  # of the part that says what it is, unpacked
MOST_UNPACKED = 400_000_000  # of all parts, as the list of them says: so much a telephone can still open
TYPES, MIMETYPE, MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
MAIN_PARTS = {
    f"{OPEN_XML}presentationml.presentation.main+xml": Kind.PPTX,
    f"{OPEN_XML}wordprocessingml.document.main+xml": Kind.DOCX,
    f"{OPEN_XML}spreadsheetml.sheet.main+xml": Kind.XLSX,
}
OPEN_DOCUMENTS = {
    f"{OPEN_DOCUMENT}presentation": Kind.ODP,
    f"{OPEN_DOCUMENT}text": Kind.ODT,
    f"{OPEN_DOCUMENT}spreadsheet": Kind.ODS,
}
WITH_MACROS = ("vbaproject.bin", ".pptm", ".ppsm", ".potm", ".docm", ".dotm", ".xlsm", ".xlsb", ".xltm")
FOLDERS_OF_MACROS = ("basic/", "scripts/")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    DefusedXmlException,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,  # also of a part with a password
)


class FileRefused(Refusal):
    """A file that is not stored."""


class TooManyBytes(FileRefused):
    message = _("This file is too large. Please choose one of at most 20 MB; smaller pictures in it help most.")


class NoBytes(FileRefused):
    message = _("This file is empty. Please save it anew, and choose it once more.")


class NoKnownKind(FileRefused):
    message = _(
        "We cannot take this kind of file. Please save it as PDF, or as a presentation, text or table of today’s "
        "Office (.pptx, .docx, .xlsx) or OpenDocument (.odp, .odt, .ods)."
    )


class OldOrLocked(FileRefused):
    message = _(
        "This file is in the format of an old Office, or has a password. Please save it as PDF, or without a password "
        "as .pptx, .docx or .xlsx."
    )


class HasMacros(FileRefused):
    message = _("This file has macros, which we do not pass on. Please save it as PDF, or without macros.")


class TooMuchInside(FileRefused):
    message = _("This file would unpack to far more than it is. Please save it as PDF.")


class Broken(FileRefused):
    message = _("This file is damaged or incomplete. Please save it anew, and choose it once more.")


@dataclass(frozen=True)
class Handed:
    """A file that may be stored, and what it is."""

    kind: str
    content: bytes


def read(upload):
    """Return the Handed of a file. Raises FileRefused."""
    if upload.size > MOST_BYTES:
        raise TooManyBytes
    upload.seek(0)
    content = upload.read(MOST_BYTES + 1)
    if not content:
        raise NoBytes
    return Handed(_kind(content), content)


def _kind(content):
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-END_OF_PDF:]:
            raise Broken
        return Kind.PDF
    if content.startswith(OLE):
        raise OldOrLocked
    if not content.startswith(b"PK\3\4"):
        raise NoKnownKind
    try:
        return _kind_of_archive(content)
    except UNREADABLE:
        raise Broken from None


def _kind_of_archive(content):
    _judge_directory(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise OldOrLocked
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise TooMuchInside
        names = {entry.filename for entry in entries}
        if any(_is_macro(name.lower()) for name in names):
            raise HasMacros
        if TYPES in names:
            return _open_xml(_part(archive, TYPES), names)
        if {MIMETYPE, MANIFEST, "content.xml"} <= names:
            return _open_document(_part(archive, MIMETYPE), _part(archive, MANIFEST))
    raise NoKnownKind


def _judge_directory(content):
    """Refuse a list of parts that would take much memory, before anything reads it (APPNOTE.TXT 4.3.16)."""
    end = content.rfind(END_OF_ZIP)
    if end < 0:
        raise Broken
    is_zip64 = content[max(0, end - 20) : end].startswith(END_OF_ZIP64)
    if is_zip64 or int.from_bytes(content[end + 12 : end + 16], "little") > MOST_DIRECTORY:
        raise TooMuchInside


def _is_macro(name):
    return name.endswith(WITH_MACROS) or name.startswith(FOLDERS_OF_MACROS)


def _part(archive, name):
    with archive.open(name) as part:
        content = part.read(MOST_PART + 1)
    if len(content) > MOST_PART:
        raise TooMuchInside
    return content


def _open_xml(types, names):
    """Return the kind by the content type of the main part, which has to be there (ECMA-376-2, 7.2)."""
    found = {
        override.get("ContentType"): override.get("PartName", "").removeprefix("/")
        for override in fromstring(types, forbid_dtd=True).iter(f"{CONTENT}Override")
    }
    if any("macroenabled" in (kind or "").lower() for kind in found):
        raise HasMacros
    for kind, part in found.items():
        if kind in MAIN_PARTS and part in names:
            return MAIN_PARTS[kind]
    raise NoKnownKind


def _open_document(mimetype, manifest):
    """Return the kind that an OpenDocument file says (ODF 1.3, part 2, 3.3); not of one with a password."""
    if b"encryption-data" in manifest:
        raise OldOrLocked
    kind = OPEN_DOCUMENTS.get(mimetype.decode("ascii", "replace").strip())
    if kind is None:
        raise NoKnownKind
    return kind
