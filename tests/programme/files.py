"""Files that people hand in as slides, made on the spot."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
OVERRIDE = '<Override PartName="/{}" ContentType="{}"/>'
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "pptx": ("ppt/presentation.xml", f"{OFFICE}presentationml.presentation.main+xml"),
    "docx": ("word/document.xml", f"{OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet.main+xml"),
}
OPEN = {"odp": "presentation", "odt": "text", "ods": "spreadsheet"}
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)  # of PowerPoint 97, or of today's with a password


def archive(parts):
    """Return the bytes of a ZIP of {name: text}."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return written.getvalue()


def office(kind, *, types=None, **parts):
    """Return a file of today's Office; `parts` are more parts, with __ for a slash."""
    part, content_type = MAIN[kind]
    types = TYPES.format(OVERRIDE.format(part, content_type)) if types is None else types
    more = {name.replace("__", "/"): text for name, text in parts.items()}
    return archive({"[Content_Types].xml": types, part: "<p/>", **more})


def open_document(kind, *, manifest="<manifest/>", **parts):
    more = {name.replace("__", "/"): text for name, text in parts.items()}
    mimetype = f"application/vnd.oasis.opendocument.{OPEN.get(kind, kind)}"
    return archive({"mimetype": mimetype, "content.xml": "<c/>", "META-INF/manifest.xml": manifest, **more})


def bomb():
    """Return a presentation of half a megabyte that unpacks to half a gigabyte."""
    part, content_type = MAIN["pptx"]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("[Content_Types].xml", TYPES.format(OVERRIDE.format(part, content_type)))
        file.writestr(part, "<p/>")
        with file.open("ppt/media/image.bmp", "w", force_zip64=False) as image:
            for _megabyte in range(500):
                image.write(bytes(1_000_000))
    return written.getvalue()


def with_password():
    """Return a ZIP whose list says of a part that it has a password."""
    content = bytearray(office("pptx"))
    entry = content.rindex(b"PK\1\2")
    content[entry + 8] |= 1
    return bytes(content)


def sent(content=PDF, name="Folien.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")
