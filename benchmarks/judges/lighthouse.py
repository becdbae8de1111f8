"""Lighthouse with its own standard: a slow telephone on a slow network."""

import json
import os
import subprocess

from benchmarks.judges.tools import LIGHTHOUSE, browser

CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
MUST = 98


def judge(address):
    """Return the score of each category from 0 to 100, and the names of the checks that cost points."""
    command = ["node", str(LIGHTHOUSE), address, "--quiet", "--output=json", "--output-path=stdout"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox"]
    environment = os.environ | {"CHROME_PATH": browser()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Lighthouse gave up on {address}: {done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    scores = {name: round(100 * (report["categories"][key]["score"] or 0)) for key, name in CATEGORIES.items()}
    return scores, sorted(_costly(report))


def _costly(report):
    for key in CATEGORIES:
        for part in report["categories"][key]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{part['id']} {audit.get('displayValue', '')}".strip()
