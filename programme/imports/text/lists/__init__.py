"""Long lists of words, each in a file of its own beside this one. A new word may stand anywhere in its file."""

from importlib.resources import files


def words_in(name):
    """Return the words of a list."""
    return frozenset(files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8").split())
