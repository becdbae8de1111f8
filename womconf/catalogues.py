"""Translations as the program reads them, compiled without gettext's tools, which a newcomer may not have."""

import os
import tempfile
from pathlib import Path


def compile_catalogues(folder):
    """Write the .mo of every .po below `folder` that has none or an older one; fuzzy entries stay English."""
    for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            _compile(source, compiled)


def _compile(source, compiled):
    import polib  # only where something is to be compiled: a server gets the .mo files from whoever installs it

    # In one step, for the processes that read it at this moment.
    descriptor, name = tempfile.mkstemp(dir=compiled.parent, prefix=".mo-")
    os.close(descriptor)
    polib.pofile(str(source)).save_as_mofile(name)
    os.chmod(name, 0o644)
    os.replace(name, compiled)
