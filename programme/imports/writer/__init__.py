"""Write a draft into the database: the one writer behind all formats, which can be repeated without doubling.

`plan` reads and says what would change; `apply` writes it in one transaction. Nothing is ever deleted, and what an
organiser has edited since the last import stays (docs/decisions/0004).
"""

from programme.imports.writer.writing import apply, plan

__all__ = ["apply", "plan"]
