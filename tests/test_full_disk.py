"""A disk that runs full: honest answers, nothing acknowledged is lost, and all goes on by itself once there is room."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 200 MB of its own, which only root can make."""
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", tmp_path], check=False).returncode
    ):
        pytest.skip("a small file system can be mounted by root only")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


def test_full_disk_is_said_honestly_and_loses_nothing(small_disk):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.full_disk", small_disk],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["refused"], "the disk was never full: the test is blind"
    assert found["answers"] == [302, 503]
    assert set(found["pages"]) <= {200, 302, 403, 503}
    assert found["mails"], "no mail left"
    assert all(found["mails"]), "half a mail"
    assert found["back_seconds"] < 10
    assert (found["lost"], found["twice"], found["broken"]) == ([], 0, [])
