"""Full-text search of a programme by PostgreSQL: with stems, parts of words and typing errors. See docs/decisions/0020.

Nothing is kept for it: each search reads the texts of one conference as visitors see them, so it can neither be stale
nor find what is not shown.
"""

from programme.search.find import Found, find

__all__ = ["Found", "find"]
