"""The lines for nginx in docs/operators.md, in a real nginx: no log of it holds a personal link."""

import http.client
import shutil
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.conftest import missing
from tests.mail.workers import wait_for
from tests.test_operators import lines

TOKEN = "abcd2345.1~GH0aSlSjWLjvBd5g6ZJysNxwqq8mc"
PERSONAL = [f"/me/?key={TOKEN}", f"/en/me/?key={TOKEN}", f"/me/feed.ics?key={TOKEN}", f"/speaker/?key={TOKEN}"]


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        """Say nothing."""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def backend():
    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def nginx(tmp_path, backend):
    """A function that starts nginx with lines of the page; it returns the port."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        missing("nginx")
    started = []

    def start(text):
        port = free_port()
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{backend.server_port}").replace(
            "/var/log/nginx", str(tmp_path)
        )
        log_format, server = text.strip().split("\n\n", 1)
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
            f"http {{ {log_format}\nclient_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;\n"
            f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n"
            f"server {{ listen 127.0.0.1:{port};\n{server} }} }}\n"
        )
        started.append(subprocess.Popen([program, "-c", tmp_path / "nginx.conf"], stderr=subprocess.DEVNULL))
        for _try in range(200):
            with socket.socket() as knocking:
                if knocking.connect_ex(("127.0.0.1", port)) == 0:
                    return port
            time.sleep(0.05)
        raise TimeoutError((tmp_path / "error.log").read_text())

    yield start
    for process in started:
        process.terminate()
        process.wait()


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def logged(folder, requests):
    """Return what is in the logs when all these requests stand there: nginx answers first and writes then."""

    def written():
        return "".join(path.read_text() for path in folder.glob("*.log"))

    assert wait_for(lambda: written().count("GET /") >= requests)
    return written()


def test_no_log_of_the_proxy_holds_a_personal_link(nginx, backend, tmp_path):
    """While the program answers, and while it is away."""
    port = nginx(lines("nginx"))
    assert [get(port, path) for path in ["/?q=word", *PERSONAL]] == [200] * 5
    backend.server_close()  # nobody is at the port any more
    backend.shutdown()
    assert {get(port, path) for path in PERSONAL} <= {502, 504}
    found = logged(tmp_path, requests=5 + 4)
    assert ("GET /me/" in found, "GET /speaker/" in found, TOKEN in found) == (True, True, False)


def test_usual_lines_of_nginx_would_be_noticed(nginx, tmp_path):
    """The control."""
    port = nginx(lines("nginx").replace('"$request_method $uri"', '"$request"'))
    get(port, PERSONAL[0])
    assert TOKEN in logged(tmp_path, requests=1)
