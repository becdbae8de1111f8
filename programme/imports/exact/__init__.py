"""The Markdown that this program writes, read to the letter: nothing in it is guessed, and nothing is asked.

A document says by its first lines that it is such a one (MARK). Then

    # Title of the conference      ### 09:00–10:30: Title of a session or break
    - Label: value                 - Label: value
    Description                      - Label: value of what stands in the line above
    ## Tuesday, 2027-05-04         Abstract

Each value goes to the end of its line, so that no sign in it can be taken for something else. Of a heading over
sessions counts the day alone; below one without a day stands what has no time yet. Three things are written otherwise
(`escaping`): a line of a text that looks like a heading, its first line if it looks like a fact, and characters that
no reader of files would leave as they are. Which facts there are, says `facts`.
"""

from programme.imports.exact.reading import is_exact, read

__all__ = ["is_exact", "read"]
