"""Log lines: one event, one line that begins with its time in UTC, without addresses of people or personal links."""

import logging
import re
import time

# What must not stay in a log, wherever it comes from: a path, a query, the detail of a database error.
SECRETS = [
    (re.compile(r"(?i)\b(key|token|csrfmiddlewaretoken|password\d?|code)=[^&\s\"'>]+"), r"\1=…"),
    (re.compile(r"(?<![\w.!#$%&*+/=?^`{|}~-])[\w.!#$%&*+/=?^`{|}~-]++@[\w-]+(\.[\w-]+)*+"), "…@…"),
]
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class LineFormatter(logging.Formatter):
    """Write a record so that nobody can forge a line: its message has no line breaks, a traceback is indented."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record):
        return CONTROL.sub(_escape, super().formatMessage(record))

    def format(self, record):
        line, *traceback = super().format(record).splitlines()
        text = "\n    ".join([line, *traceback])
        for pattern, replacement in SECRETS:
            text = pattern.sub(replacement, text)
        return text


def _escape(match):
    return match[0].encode("unicode_escape").decode()
