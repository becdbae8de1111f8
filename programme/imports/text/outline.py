"""Step 3: the part that each line plays: which are titles, to which title a time belongs, what groups sessions.

A line alone rarely shows it. So all lines are classified first by what stands in them (`parts`), then the habits of the
whole text decide: whether times stand above or below their titles (`pairing`), which headings are titles (`headings`),
what takes place side by side (`groups`), and what belongs to the letter around the programme (`letters`).
"""

from programme.imports.text.bare_times import settle_bare_times
from programme.imports.text.daylines import settle_day_lines
from programme.imports.text.enumerations import split_enumerations
from programme.imports.text.fields import guess_by_columns
from programme.imports.text.frame import settle_frame
from programme.imports.text.groups import gather_groups, keep_agendas_inside
from programme.imports.text.headings import settle_headings, settle_series, settle_title_labels
from programme.imports.text.letters import set_end, set_letter_aside
from programme.imports.text.lines import Kind
from programme.imports.text.pairing import pair_times, title_level
from programme.imports.text.parts import classify
from programme.imports.text.rough_times import settle_rough_times
from programme.imports.text.successors import settle_successors
from programme.imports.text.untimed import settle_untimed


def arrange(lines, questions):
    """Return a Part for each line, in the order of the text; what is unclear goes to the questions."""
    parts = []
    for line in lines:
        if line.kind is not Kind.RULE:
            parts.append(classify(line, parts[-1] if parts else None))
    settle_frame(parts)
    settle_bare_times(parts, questions)
    settle_title_labels(parts)
    settle_series(parts)
    settle_day_lines(parts, questions)
    level = title_level(parts)
    pair_times(parts, level, questions.report)
    settle_successors(parts, questions)
    settle_rough_times(parts, questions.report)
    settle_headings(parts, level)
    gather_groups(parts, questions)
    keep_agendas_inside(parts)
    settle_untimed(parts)
    split_enumerations(parts, questions)
    guess_by_columns(parts)
    set_end(parts, [line for line in lines if line.kind is Kind.RULE])
    set_letter_aside(parts)
    return parts
