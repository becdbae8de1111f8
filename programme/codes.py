import secrets
import unicodedata

# No vowels (no words by accident), no characters that are mistaken for another, a letter first: it is an HTML id.
LETTERS = "bcdfghjkmnpqrstvwxz"
CHARACTERS = LETTERS + "23456789"
CODE_LENGTH = 8
# Of QR codes at the entrance: nobody types them, and nobody is to find one by trying.
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CHECKIN_CODE_LENGTH = 16


def new_code(length=CODE_LENGTH):
    """Return a short random public code; 19 · 27⁷ ≈ 2·10¹¹ of them, and the database refuses a second one."""
    return secrets.choice(LETTERS) + "".join(secrets.choice(CHARACTERS) for _ in range(length - 1))


def new_checkin_code():
    """Return a code of 80 random bits, by which a helper's phone recognises somebody."""
    return "".join(secrets.choice(BASE32) for _ in range(CHECKIN_CODE_LENGTH))


def code_key(code):
    """Return under what an access code is compared: not by capitals, spaces, or how an umlaut is composed."""
    return " ".join(unicodedata.normalize("NFKC", code).casefold().split())
