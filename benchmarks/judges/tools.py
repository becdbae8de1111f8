"""Where `make judges` has installed the tools of others, and what they need on this machine."""

import shutil
from pathlib import Path

FOLDER = Path(__file__).parent / "node_modules"
NU = FOLDER / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = FOLDER / "lighthouse" / "cli" / "index.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def browser():
    return next(path for path in map(shutil.which, BROWSERS) if path)
