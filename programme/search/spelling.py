"""Which word somebody meant who made a typing error."""


def slips_allowed(word):
    """Return how many letters may be wrong, missing, too many or swapped with their neighbour."""
    if len(word) < 4 or not word.isalpha():  # 2026 is not 2027
        return 0
    return 1 if len(word) < 8 else 2


def nearest(word, candidates):
    """Return those of {candidate: anything} that differ least from a word, if that is little enough.

    Where there is none, those that begin so: a word may be half typed.
    """
    allowed = slips_allowed(word)
    for distance in (_distance, _distance_of_beginning):
        slips = {candidate: distance(word, candidate) for candidate in candidates} if allowed else {}
        fewest = min(slips.values(), default=allowed + 1)
        if fewest <= allowed:
            return {candidate: candidates[candidate] for candidate in slips if slips[candidate] == fewest}
    return {}


def _distance(word, other):
    return _slips(word, other)[-1]


def _distance_of_beginning(word, other):
    return min(_slips(word, other)) if len(word) > 4 else len(word)


def _slips(word, other):
    """Return the number of slips between a word and each beginning of another one (optimal string alignment)."""
    before, last = [], list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        new = [row]
        for column, theirs in enumerate(other, 1):
            slips = min(last[column] + 1, new[-1] + 1, last[column - 1] + (letter != theirs))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == theirs:
                slips = min(slips, before[column - 2] + 1)
            new.append(slips)
        before, last = last, new
    return last
