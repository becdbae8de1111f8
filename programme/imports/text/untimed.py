"""Lines that begin like nothing but a session, where none has a time yet: „WS 1: Wohnen“, „Grußwort (Senatorin N.N.)“.

Below a title with a time they are its text, or its group. Between a day and the first time, and in a text without any
time, they would be lost in the description of the conference: they come without a time, and the preview asks for one.
"""

from programme.imports.text.codes import session_code
from programme.imports.text.heads import take_apart
from programme.imports.text.notes import ADDRESS
from programme.imports.text.parts import MAX_PLAIN_TITLE, Role


def settle_untimed(parts):
    """Let such lines be titles, but not those of an overview, whose sessions come again with their times."""
    timed = {code for part in parts if part.is_start and (code := _code_of_start(part))}
    is_possible = not any(part.is_start for part in parts)
    for part in parts:
        if part.role in {Role.DAY, Role.FRAME}:
            is_possible = True
        elif part.role is Role.SECTION or (part.is_start and (part.head is None or part.times)):
            is_possible = is_possible and not any(found.is_start for found in parts)
        elif is_possible and part.role is Role.TEXT and len(part.text) <= MAX_PLAIN_TITLE:
            _let_be_title(part, timed)


def _code_of_start(part):
    return session_code(part.text) or (session_code(part.head.title) if part.head else None)


def _let_be_title(part, timed):
    code = session_code(part.text)
    head = take_apart(part.line.text) if code or ADDRESS.match(part.text) else None
    if head is None or not head.title or head.times or code in timed:
        return
    is_address = ADDRESS.fullmatch(head.title) and (head.people or head.open_people or head.host)
    if (code and head.title != part.text[: len(code.mark)]) or is_address:
        part.role, part.head = Role.TITLE, head
