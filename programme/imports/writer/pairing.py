"""Find out which thing of the text is which stored one, although titles, times and rooms change."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """Two things are one if they have a key in common.

    `keys(values)` returns the keys of one thing, none where the rule does not apply to it. Things with the same key
    pair up in their order, or, if the rule `is_unique`, only where there is exactly one on each side.
    `is_safe`: enough to recognise what was deleted here, too.
    """

    name: str
    keys: Callable[[dict], Iterable]
    is_unique: bool = False
    is_safe: bool = True


@dataclass(slots=True)
class Pairs:
    """`stored`: the row of each index of the text; `rule`: how it was recognised; `deleted`: what was deleted here."""

    stored: dict[int, Any] = field(default_factory=dict)
    rule: dict[int, str] = field(default_factory=dict)
    deleted: dict[int, Any] = field(default_factory=dict)


def recognise(wanted, rows, deleted, rules):
    """Pair the things of the text with stored rows, and what is left with those that were deleted here.

    `wanted`: the values of each thing of the text. `rows`, `deleted`: [(row, [values, …])]: what the last import wrote,
    then what stands in the database. A thing is recognised by either, first by what the text called it.
    """
    pairs = Pairs()
    for index, number, rule in _pair(wanted, [values for _row, values in rows], rules):
        pairs.stored[index] = rows[number][0]
        pairs.rule[index] = rule.name
    left = [index for index in range(len(wanted)) if index not in pairs.stored]
    safe_rules = [rule for rule in rules if rule.is_safe]
    for index, number, _rule in _pair([wanted[n] for n in left], [values for _row, values in deleted], safe_rules):
        pairs.deleted[left[index]] = deleted[number][0]
    return pairs


def _pair(wanted, stored, rules):
    """Yield (index in wanted, index in stored, rule), the stricter rules first. Linear time for each rule."""
    open_wanted, open_stored = dict.fromkeys(range(len(wanted))), dict.fromkeys(range(len(stored)))
    for rule in rules:
        for side in range(max(map(len, stored), default=0)):
            searching = _by_key({n: rule.keys(wanted[n]) for n in open_wanted})
            offered = _by_key({n: rule.keys(stored[n][side]) for n in open_stored if side < len(stored[n])})
            for key, seekers in searching.items():
                offers = offered.get(key, [])
                if rule.is_unique and (len(seekers), len(offers)) != (1, 1):
                    continue
                free_seekers = (n for n in seekers if n in open_wanted)
                free_offers = (n for n in offers if n in open_stored)
                for index, number in zip(free_seekers, free_offers, strict=False):
                    del open_wanted[index], open_stored[number]
                    yield index, number, rule


def _by_key(keys_by_number):
    numbers = defaultdict(list)
    for number, keys in keys_by_number.items():
        for key in dict.fromkeys(keys):
            numbers[key].append(number)
    return numbers
