"""Large files are ordered and made, and each export about people is noted."""

import logging
import shutil
import time
import zipfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from programme.paper import together
from registration.actions.transitions import transition
from registration.exceptions import Busy, FileIsBeingMade, NothingToPrint
from registration.models import Export, OrderedFile
from registration.paper.ordered import MAKERS
from womconf import jobs

MAKE_TASK = "registration.tasks.make_ordered"
KEPT_FOR = timedelta(days=1)
# So long the worker stays with one file; then others, mails above all, have their turn.
SLICE_SECONDS = 10
A_MOMENT = timedelta(seconds=10)

logger = logging.getLogger(__name__)


def note_export(conference, kind, *, by, about=""):
    """Note who took out what about people; never whom it named."""
    return Export.objects.create(conference=conference, kind=kind, by=by, about=about[:400])


@transition
def order_file(conference, kind, *, by, **choices):
    """Have the worker make a large file. Raises FileIsBeingMade, NothingToPrint."""
    if not MAKERS[kind].parts(conference, choices):
        raise NothingToPrint
    try:
        with transaction.atomic():
            ordered = OrderedFile.objects.create(conference=conference, kind=kind, ordered_by=by, choices=choices)
    except IntegrityError as error:  # ordered_file_one_of_a_kind_at_once
        raise FileIsBeingMade from error
    note_export(conference, kind, by=by)
    jobs.defer(MAKE_TASK, {"code": ordered.code})
    return ordered


def folder_of(code):
    """Return where the parts of an ordered file lie: in no folder from which anything is served."""
    return Path(settings.WOMCONF_VAR) / "media" / "ordered" / code


def file_of(ordered):
    return folder_of(ordered.code) / "file.zip"


def make_ordered(code, *, seconds=SLICE_SECONDS):
    """Go on with an ordered file for a while, from where it stands; whoever killed the worker has lost a few parts.

    When it is deleted meanwhile, as somebody in it was, nothing of it stays.
    """
    ordered = OrderedFile.objects.under_way().select_related("conference").filter(code=code).first()
    if ordered is None:
        return
    try:
        with together():
            _go_on(ordered, time.monotonic() + seconds)
    except _IsGone:
        delete_ordered([code])
    except Busy:
        jobs.defer(MAKE_TASK, {"code": code}, at=timezone.now() + A_MOMENT)
    except OperationalError:  # the database is away; forget_ordered has it taken up again
        raise
    except Exception:
        _give_up(ordered)


class _IsGone(Exception):
    """The row of a file that is being made was deleted."""


def _go_on(ordered, until):
    maker = MAKERS[ordered.kind]
    if "parts" not in ordered.choices:  # those who are there now; whoever comes later is in the next file
        ordered.choices["parts"] = maker.parts(ordered.conference, ordered.choices)
        _note(ordered, choices=ordered.choices, total=len(ordered.choices["parts"]))
    parts = ordered.choices["parts"]
    folder_of(ordered.code).mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = folder_of(ordered.code) / "parts"
    folder.mkdir(exist_ok=True)
    while ordered.done < len(parts):
        chunk = parts[ordered.done : ordered.done + maker.at_once]
        for name, content in maker.make(ordered.conference, ordered.choices, chunk, ordered.done + 1):
            _write(folder / name, content)
        _note(ordered, done=ordered.done + len(chunk))
        if time.monotonic() >= until and ordered.done < len(parts):
            jobs.defer(MAKE_TASK, {"code": ordered.code})
            return
    _zip(folder, file_of(ordered))
    _note(ordered, finished_at=timezone.now())
    shutil.rmtree(folder)  # last: whoever is killed before packs the parts once more


def _note(ordered, **facts):
    """Write down how far it is. Raises _IsGone where nobody wants it any more."""
    for name, value in facts.items():
        setattr(ordered, name, value)
    if not OrderedFile.objects.filter(pk=ordered.pk).update(**facts):
        raise _IsGone


def _write(path, content):
    partly = path.with_suffix(".partly")
    partly.write_bytes(content)
    partly.replace(path)


def _zip(folder, target):
    partly = target.with_suffix(".partly")
    with zipfile.ZipFile(partly, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.glob("*.pdf")):
            archive.write(path, path.name)
    partly.replace(target)


def _give_up(ordered):
    logger.exception("An ordered file could not be made.")
    OrderedFile.objects.filter(pk=ordered.pk).update(failed_at=timezone.now())
    shutil.rmtree(folder_of(ordered.code), ignore_errors=True)


def delete_ordered(codes):
    """Delete what lies in the folders of ordered files that are gone; the database asks for it (OrderedFile)."""
    there = set(OrderedFile.objects.filter(code__in=codes).values_list("code", flat=True))
    for code in set(codes) - there:
        if folder_of(code).exists():
            shutil.rmtree(folder_of(code))


def forget_ordered(now=None):
    """Delete files a day after they were ordered, and folders of none; go on with those that nobody is at work on."""
    now = now or timezone.now()
    OrderedFile.objects.filter(ordered_at__lt=now - KEPT_FOR).delete()
    folder = folder_of("").resolve()
    if folder.is_dir():
        delete_ordered([path.name for path in folder.iterdir()])
    live = ProcrastinateJob.objects.filter(task_name=MAKE_TASK, status__in=["todo", "doing"])
    codes = {job.args["code"] for job in live}
    for code in OrderedFile.objects.under_way().exclude(code__in=codes).values_list("code", flat=True):
        jobs.defer(MAKE_TASK, {"code": code})
