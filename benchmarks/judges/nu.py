"""The Nu HTML Checker, which the W3C uses itself: over pages, style sheets and pictures."""

import json
import subprocess
from pathlib import Path

from benchmarks.judges.tools import NU

CONTROL = '<!DOCTYPE html><html lang="de"><title>Control</title><p><img src="/icon.svg">'
CONTROL_CSS = "p { colour: red }"


def faults(files):
    """Return (file, sentence) of each error and warning about the files."""
    command = ["java", "-jar", str(NU), "--format", "json", "--stdout", "--exit-zero-always", "--skip-info-messages"]
    command += ["--also-check-css", "--also-check-svg", *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [(Path(message.get("url", "")).name, _sentence(message)) for message in json.loads(told)["messages"]]


def _sentence(message):
    extract = " ".join(message.get("extract", "").split())
    return f"line {message.get('lastLine', '?')}: {message['message']} ({extract})"
