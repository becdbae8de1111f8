"""Compare three sides of each field: what the last import wrote, what the text says now, what stands here now."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """What becomes of one object's fields.

    `write`: the text is followed. `kept`: an organiser's edit stays, the text is not followed, and the report says so;
    `edited`: likewise, where the text says what it said before.
    `memory`: what the next import takes as "what the last import wrote"; a kept field keeps its old entry, so that it
    is reported until text and database agree.
    """

    write: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)
    edited: dict = field(default_factory=dict)
    memory: dict = field(default_factory=dict)


def compare(last, wanted, current):
    """Return the outcome for one object; all three are {field: value}, `last` knows only what was ever imported."""
    outcome = Outcome(memory=dict(last))
    for name, value in wanted.items():
        if value == current[name]:
            outcome.memory[name] = value
        elif name not in last and is_nothing(value):
            continue  # The text has never spoken of it.
        elif name in last and last[name] == value:
            outcome.edited[name] = value  # Only the database has changed.
        elif current[name] == last[name] if name in last else is_nothing(current[name]):
            outcome.write[name] = outcome.memory[name] = value
        else:
            outcome.kept[name] = value
    return outcome


def is_nothing(value):
    return value in ("", None, [])
