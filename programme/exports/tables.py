"""Tables as CSV (RFC 4180) or XLSX (ECMA-376): rows of plain values in, bytes out.

No text of people is ever evaluated as a formula (OWASP, "CSV Injection"). Equal tables give equal bytes.
"""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language_bidi

CSV = "text/csv; charset=utf-8; header=present"  # RFC 4180, 3
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet may take for a formula at the beginning of a cell, also in the wide forms of East Asian keyboards.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# What no XML 1.0 document may hold, not even escaped.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# So that equal rows give equal bytes: the earliest day that a ZIP archive can name.
EARLIEST = (1980, 1, 1, 0, 0, 0)
MOMENT = "yyyy-mm-dd hh:mm"
NOT_IN_NAME_OF_SHEET = re.compile(r"[\[\]:*?/\\]")


class Table(NamedTuple):
    """`columns` are pairs of title and width, counted in digits; values are texts, numbers, local datetimes or None."""

    title: str
    columns: list
    rows: Iterable


def as_csv(table):
    """Return a table as CSV in UTF-8; times as 2027-05-03 09:30.

    A byte order mark begins it: without one Excel reads UTF-8 as Windows-1252, and "Öffnung" as "Ã–ffnung". Before
    what could be a formula stands an apostrophe, and each field stands in quotation marks, as OWASP advises.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_csv_value(str(title)) for title, _width in table.columns])
    for row in table.rows:
        writer.writerow([_csv_value(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _csv_value(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, int):
        return value
    text = NOT_IN_XML.sub("", str(value or ""))
    return f"'{text}" if FORMULA.match(text) else text


def as_xlsx(tables, *, title):
    """Return an Excel workbook with a sheet for each table, from right to left where the active language is."""
    from openpyxl import Workbook  # takes a fifth of a second, which a process without tables can save

    workbook = Workbook(write_only=True)
    for table in tables:
        _add_sheet(workbook, table)
    workbook.properties.creator = "womconf"
    workbook.properties.title = title[:255]
    return _saved(workbook)


def _add_sheet(workbook, table):
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = workbook.create_sheet(NOT_IN_NAME_OF_SHEET.sub(" ", table.title)[:31])
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = get_language_bidi()
    for number, (_title, width) in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width

    def cell(value):
        if isinstance(value, datetime.datetime):
            found = WriteOnlyCell(sheet, value)
            found.number_format = MOMENT
            return found
        if isinstance(value, int):
            return value
        text = NOT_IN_XML.sub("", str(value or ""))
        if not FORMULA.match(text) and not text.startswith("#"):  # such as the error "#N/A"
            return text or None
        found = WriteOnlyCell(sheet, text)
        # Text by its type, and text again for whoever edits the cell.
        found.data_type, found.quotePrefix = "s", True
        return found

    header = [cell(str(title)) for title, _width in table.columns]
    header = [WriteOnlyCell(sheet, title) if isinstance(title, str | None) else title for title in header]
    for title in header:
        title.font = Font(bold=True)
    sheet.append(header)
    count = 0
    for row in table.rows:
        sheet.append([cell(value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{1 + count}"


def _saved(workbook):
    """Return the bytes of a workbook, in which nothing tells when it was made."""
    from openpyxl.writer.excel import ExcelWriter
    from openpyxl.xml.constants import ARC_CORE
    from openpyxl.xml.functions import tostring

    properties = workbook.properties
    properties.created = properties.modified = datetime.datetime(*EARLIEST)  # noqa: DTZ001 – as the format has it
    core = tostring(properties.to_tree())

    class Archive(zipfile.ZipFile):
        def writestr(self, name, data):
            info = zipfile.ZipInfo(name, EARLIEST)
            super().writestr(info, core if name == ARC_CORE else data, zipfile.ZIP_DEFLATED)

        def write(self, filename, arcname):
            self.writestr(arcname, Path(filename).read_bytes())

    stream = io.BytesIO()
    ExcelWriter(workbook, Archive(stream, "w", zipfile.ZIP_DEFLATED)).save()
    return stream.getvalue()
