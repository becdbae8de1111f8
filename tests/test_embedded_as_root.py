"""The newcomer's PostgreSQL where root starts it, and for ordinary users beside root."""

import multiprocessing
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import warnings
from pathlib import Path

import psycopg
import pytest

from tests.test_embedded import start_beside_a_bystander, throw_away, use
from womconf.embedded import EmbeddedDatabaseError


@pytest.fixture
def folder():
    """A folder that another account can be let into; pytest's own are closed to everybody, again and again."""
    path = Path(tempfile.mkdtemp(prefix="womconf-test-"))
    yield path
    shutil.rmtree(path)


def as_nobody(work, *arguments):
    """Run `work` in a copy of this process that has given up root for good; return its exit status."""

    def give_up_root():
        account = pwd.getpwnam("nobody")
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        work(*arguments)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork beside the threads of xdist: the copy has none
        process = multiprocessing.get_context("fork").Process(target=give_up_root)
        process.start()
    process.join(60)
    return process.exitcode


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@needs_root
def test_ordinary_user_has_a_private_server(folder):
    shutil.chown(folder, "nobody")
    assert as_nobody(use, folder) == 0
    assert {path.owner() for path in [folder / "data", folder / "log", folder / "in_use.lock"]} == {"nobody"}
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700


@needs_root
def test_ordinary_users_other_process_is_left_alone(folder):
    shutil.chown(folder, "nobody")
    assert as_nobody(start_beside_a_bystander, folder) == 0


@needs_root
def test_ordinary_user_is_told_that_the_folder_is_not_theirs(folder):
    def refused():
        with pytest.raises(EmbeddedDatabaseError, match="belongs to somebody else"), throw_away(folder / "data"):
            pass

    assert as_nobody(refused) == 0


@needs_root
def test_root_opens_only_the_way_to_the_data_and_says_so(folder, caplog):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    use(closed / "server")
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(closed.stat().st_mode) == 0o701
    assert stat.S_IMODE((closed / "server/data").stat().st_mode) == 0o700
    assert (closed / "server/data").owner() == "nobody"
    [said] = caplog.messages
    assert said.startswith("Started as root, so the database runs as nobody.")
    assert f"reading them: {folder}, {closed}\n(Als root gestartet;" in said
    use(closed / "server")
    assert len(caplog.messages) == 1


@needs_root
def test_root_starts_what_root_has_copied(folder):
    with throw_away(folder / "server") as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    subprocess.run(["cp", "-r", folder / "server", folder / "copy"], check=True)
    assert (folder / "copy/data/PG_VERSION").owner() == "root"
    with throw_away(folder / "copy") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    assert {path.owner() for path in (folder / "copy/data").rglob("*")} == {"nobody"}


@needs_root
def test_root_gives_away_nothing_that_lies_in_the_folder_of_another_account(folder):
    use(folder / "server")
    (folder / "server/data/linked").write_text("root's")
    use(folder / "server")
    assert (folder / "server/data/linked").owner() == "root"


@needs_root
def test_root_runs_the_server_of_an_ordinary_user_as_that_user(folder):
    shutil.chown(folder, "daemon")
    use(folder / "server")
    shutil.chown(folder / "server/data", "nobody")
    use(folder / "server")
    assert (folder / "server/data/postmaster.opts").owner() == "nobody"
