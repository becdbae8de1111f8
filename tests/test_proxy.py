"""The lines for nginx in docs/operators.md, in a real nginx: https only, whole files, no personal link in a log."""

import getpass
import http.client
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from tests.conftest import missing
from tests.mail.sink import certificate
from tests.mail.workers import wait_for
from tests.test_operators import file_in
from womconf.privacy import PUBLIC_PAGES
from womconf.uploads import MAX_REQUEST_BYTES

TOKEN = "abcd2345.1~GH0aSlSjWLjvBd5g6ZJysNxwqq8mc"
HOST = "conference.example.org"
CERTIFICATE = "/etc/letsencrypt/live/conference.example.org"
PERSONAL = [f"/me/?key={TOKEN}", f"/en/me/?key={TOKEN}", f"/me/feed.ics?key={TOKEN}", f"/speaker/?key={TOKEN}"]


PUBLIC = cache_control(**PUBLIC_PAGES)(lambda request: HttpResponse())(HttpRequest())["Cache-Control"]


class Page(BaseHTTPRequestHandler):
    """Answers with the scheme that it was told, and with how much was sent; `asked` are the paths so far.

    To the first request after `is_to_hang_up` it gives no answer.
    """

    asked = []
    is_to_hang_up = threading.Event()

    def do_GET(self):
        self.asked.append(self.path)
        self.answer(self.headers["X-Forwarded-Proto"])

    def do_POST(self):
        self.asked.append(self.path)
        left = length = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, 2**20)))
        self.answer(str(length))

    def answer(self, words):
        if self.is_to_hang_up.is_set():
            self.is_to_hang_up.clear()
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(words)))
        self.send_header("Cache-Control", PUBLIC if self.path.startswith("/public/") else "no-store")
        self.end_headers()
        self.wfile.write(words.encode())

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


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """A folder as certbot fills it, with a certificate for the name in the page that nobody else has signed."""
    folder = tmp_path_factory.mktemp("certificates")
    _context, both = certificate(folder, name=HOST)
    for name in ("fullchain.pem", "privkey.pem"):
        shutil.copy(both, folder / name)
    return folder


@pytest.fixture
def nginx(tmp_path, backend, certificates):
    """A function that starts nginx with the file of the page; it returns the ports of http and https."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        missing("nginx")
    started = []

    def start(text):
        http_port, https_port = free_port(), free_port()
        for written, here in [
            ("127.0.0.1:8000", f"127.0.0.1:{backend.server_port}"),
            ("listen 80;", f"listen 127.0.0.1:{http_port};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{https_port} ssl;"),
            ("listen [::]:80;", ""),  # a machine of the tests may have no IPv6
            ("listen [::]:443 ssl;", ""),
            (CERTIFICATE, str(certificates)),
            ("/var/log/nginx", str(tmp_path)),
            ("/var/www/html", str(tmp_path / "html")),
            ("/var/cache/nginx", str(tmp_path)),
        ]:
            assert written in text
            text = text.replace(written, here)
        (tmp_path / "nginx.conf").write_text(
            f"user {getpass.getuser()}; daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
            f"http {{ client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;\n"
            f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n"
            f"{text} }}\n"
        )
        started.append(subprocess.Popen([program, "-c", tmp_path / "nginx.conf"], stderr=subprocess.DEVNULL))
        for _try in range(200):
            with socket.socket() as knocking:
                if knocking.connect_ex(("127.0.0.1", https_port)) == 0:
                    return http_port, https_port
            time.sleep(0.05)
        raise TimeoutError((tmp_path / "error.log").read_text())

    yield start
    for process in started:
        process.terminate()
        process.wait()


@pytest.fixture
def ask(certificates):
    """A function that sends a request, over https unless it says otherwise; it returns the answer with its text."""

    def ask(port, path, body=None, *, is_https=True, cookie=""):
        if is_https:
            trust = ssl.create_default_context(cafile=certificates / "fullchain.pem")
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trust)
            plain = socket.create_connection(("127.0.0.1", port), timeout=20)
            connection.sock = trust.wrap_socket(plain, server_hostname=HOST)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET" if body is None else "POST", path, body, headers={"Host": HOST, "Cookie": cookie})
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    return ask


def the_file():
    return file_in("nginx", "/etc/nginx/sites-available/womconf")


def logged(folder, requests):
    """Return what is in the logs when all these requests stand there: nginx answers first and writes then."""

    def written():
        return "".join(path.read_text() for path in folder.glob("*.log"))

    assert wait_for(lambda: written().count("GET /") >= requests)
    return written()


def test_no_log_of_the_proxy_holds_a_personal_link(nginx, ask, backend, tmp_path):
    """While the program answers, and while it is away; and of those who come by http."""
    http_port, https_port = nginx(the_file())
    assert [ask(https_port, path).status for path in ["/?q=word", *PERSONAL]] == [200] * 5
    assert [ask(http_port, path, is_https=False).status for path in PERSONAL] == [301] * 4
    backend.server_close()  # nobody is at the port any more
    backend.shutdown()
    assert {ask(https_port, path).status for path in PERSONAL} <= {502, 504}
    found = logged(tmp_path, requests=5 + 4 + 4)
    assert ("GET /me/" in found, "GET /speaker/" in found, TOKEN in found) == (True, True, False)


def test_usual_lines_of_nginx_would_be_noticed(nginx, ask, tmp_path):
    """The control."""
    _http_port, https_port = nginx(the_file().replace('"$request_method $uri"', '"$request"'))
    ask(https_port, PERSONAL[0])
    assert TOKEN in logged(tmp_path, requests=1)


def test_http_leads_to_https_at_the_name_of_the_site(nginx, ask):
    http_port, https_port = nginx(the_file())
    answer = ask(http_port, "/en/?q=word", is_https=False)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/en/?q=word")
    assert ask(https_port, "/").text == "https"


def test_certificate_can_be_renewed_while_the_site_is_up(nginx, ask, tmp_path):
    proof = tmp_path / "html/.well-known/acme-challenge/proof"
    proof.parent.mkdir(parents=True)
    proof.write_text("it is ours")
    http_port, _https_port = nginx(the_file())
    answer = ask(http_port, "/.well-known/acme-challenge/proof", is_https=False)
    assert (answer.status, answer.text) == (200, "it is ours")


def test_largest_upload_that_the_program_reads_passes_the_proxy(nginx, ask):
    _http_port, https_port = nginx(the_file())
    assert ask(https_port, "/admin/", bytes(MAX_REQUEST_BYTES)).text == str(MAX_REQUEST_BYTES)


def test_file_that_is_too_large_ends_at_the_proxy(nginx, ask):
    """The control: with nginx's own limit, or a smaller one, the test above would fail."""
    _http_port, https_port = nginx(the_file().replace("client_max_body_size 24m;", ""))
    assert ask(https_port, "/admin/", bytes(2_000_000)).status == 413


def test_public_pages_are_kept_for_seconds_and_nothing_else(nginx, ask):
    _http_port, https_port = nginx(the_file())
    Page.asked.clear()
    for path in ["/public/", "/personal/"] * 3:
        ask(https_port, path)
    assert (Page.asked.count("/public/"), Page.asked.count("/personal/")) == (1, 3)
    assert wait_for(lambda: ask(https_port, "/public/") and Page.asked.count("/public/") == 2)


def test_organisers_who_are_signed_in_are_answered_by_the_program(nginx, ask):
    _http_port, https_port = nginx(the_file())
    Page.asked.clear()
    for cookie in ["", "a=1; __Host-sessionid=x", "sessionid=y", ""]:
        ask(https_port, "/public/", cookie=cookie)
    assert len(Page.asked) == 3


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/wom-2020/", None, (200, 2)),
        ("/me/", None, (200, 2)),
        ("/wom-2020/register/", b"a=b", (200, 2)),
        ("/en/wom-2020/register/", b"a=b", (200, 2)),
        ("/admin/", b"a=b", (502, 1)),  # it may have been done
    ],
)
def test_what_may_be_sent_twice_is_sent_again_where_no_answer_came(nginx, ask, path, body, expected):
    _http_port, https_port = nginx(the_file())
    Page.asked.clear()
    Page.is_to_hang_up.set()
    status = ask(https_port, path, body).status
    assert (status, Page.asked.count(path)) == expected
