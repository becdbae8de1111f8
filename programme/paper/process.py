"""The process that sets documents: one for each, or one for many that are made together."""

import json
import subprocess
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import Timer

from django.conf import settings

from programme.exceptions import PaperTooLarge
from programme.paper import child

FONTS = Path(__file__).parent / "fonts"
MOST_SECONDS = 120  # for one document, also on a slow machine; nobody waits for longer

_shared = ContextVar("typesetter", default=None)


class Refused(Exception):
    """Its argument: what typst says against a document."""


@contextmanager
def together():
    """Let all documents that are set within use one process: starting it takes longer than setting a page."""
    with _Process() as process:
        token = _shared.set(process)
        try:
            yield
        finally:
            _shared.reset(token)


def compiled(source, data):
    """Return the PDF of a source with its data (both texts). Raises Refused, PaperTooLarge."""
    if (process := _shared.get()) is not None:
        return process.compiled(source, data)
    with _Process() as process:
        return process.compiled(source, data)


def folders():
    """Return where fonts are: ours, and those that operators added for further scripts."""
    further = Path(settings.WOMCONF_VAR) / "fonts"
    return [FONTS, further] if further.is_dir() else [FONTS]


class _Process:
    def __enter__(self):
        command = [sys.executable, "-I", child.__file__, *map(str, folders())]
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        self.popen = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, env={})  # noqa: S603 – ours
        return self

    def __exit__(self, *_error):
        self.popen.kill()
        self.popen.communicate()

    def compiled(self, source, data):
        timer = Timer(MOST_SECONDS, self.popen.kill)
        timer.start()
        try:
            child.write(self.popen.stdin, json.dumps({"source": source, "data": data}).encode())
            answer = child.read(self.popen.stdout)
        except BrokenPipeError:
            answer = None
        finally:
            timer.cancel()
        if not answer:
            raise PaperTooLarge
        if answer[:1] == child.REFUSAL:
            raise Refused(answer[1:].decode())
        return answer[1:]
