"""Translations as the program reads them, compiled without gettext's tools, which a newcomer may not have."""

import os
import tempfile
from pathlib import Path


def compile_catalogues(folder):
    """Write the .mo of every .po below `folder` that has none or an older one; fuzzy entries stay English."""
    for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        parts = sorted(source.parent.parent.glob("parts/*.po"))
        if not compiled.exists() or any(compiled.stat().st_mtime < part.stat().st_mtime for part in [source, *parts]):
            _compile(source, compiled, parts)


def _compile(source, compiled, parts):
    import polib  # only where something is to be compiled: a server gets the .mo files from whoever installs it

    catalogue = polib.pofile(str(source))
    for part in parts:
        for entry in polib.pofile(str(part)):
            if entry not in catalogue:
                catalogue.append(entry)
    # In one step, for the processes that read it at this moment.
    descriptor, name = tempfile.mkstemp(dir=compiled.parent, prefix=".mo-")
    os.close(descriptor)
    catalogue.save_as_mofile(name)
    os.chmod(name, 0o644)
    os.replace(name, compiled)
