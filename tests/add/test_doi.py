"""A record fetched by its DOI, from local servers in the place of doi.org and of the agency that it names."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.add.doi import record

ITEM = json.dumps({"type": "journal-article", "title": "Ties", "DOI": "10.1000/A"})
CSL = "application/vnd.citationstyles.csl+json"


class Server(ThreadingHTTPServer):
    """Answers on every path as `answers` says: a status with a body, or the address to go to; keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, tuple[int, str]] = {}
        self.kind = CSL
        self.asked: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Accept"]))
        status, what = self.server.answers[self.path]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", what)
        else:
            self.send_header("Content-Type", self.server.kind)
        self.end_headers()
        if status != 302:
            self.answer(what)

    def answer(self, what: str) -> None:
        with suppress(BrokenPipeError):  # who waits no longer hangs up
            for char in what if what.startswith("slow") else ():
                self.wfile.write(char.encode())
                self.wfile.flush()
                time.sleep(0.05)
            self.wfile.write(what.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    """The resolver, an agency and a third host."""
    made = [Server() for _ in range(3)]
    for one in made:
        threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    for one in made:
        one.shutdown()
        one.server_close()


def test_the_record_comes_from_the_address_that_the_resolver_names(servers: list[Server]) -> None:
    resolver, agency, _ = servers
    resolver.answers["/10.1000/a%3Fb"] = 302, f"{agency.address}works"
    agency.answers["/works"] = 302, "/works/1"
    agency.answers["/works/1"] = 200, ITEM
    assert record("https://doi.org/10.1000/A?b", resolver.address) == ITEM
    assert resolver.asked == [("/10.1000/a%3Fb", CSL)]
    assert [path for path, _ in agency.asked] == ["/works", "/works/1"]


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        ((404, ""), CSL, "10.1000/a: no such DOI is registered"),
        ((406, ""), CSL, "has no record that can be read"),
        ((500, ""), CSL, "the answer was 500"),
        ((200, "<html>"), "text/html", "the answer is text/html, not a record"),
        ((200, "x" * 3_000), CSL, "the answer has more than 2,000 bytes"),
        ((200, "slowly"), CSL, "no answer within 0.2 seconds"),
        ((302, "ftp://127.0.0.1/a"), CSL, "which is not http"),
        ((302, "/10.1000/a"), CSL, "the answer was 302"),
    ],
)
def test_a_bad_answer_is_refused_with_its_reason(
    servers: list[Server], answer: tuple[int, str], kind: str, message: str
) -> None:
    servers[0].answers["/10.1000/a"] = answer
    servers[0].kind = kind
    with pytest.raises(Unusable, match=message):
        record("10.1000/a", servers[0].address, seconds=0.2, largest=2_000)


def test_no_third_host_is_asked(servers: list[Server]) -> None:
    resolver, agency, third = servers
    resolver.answers["/10.1000/a"] = 302, f"{agency.address}x"
    agency.answers["/x"] = 302, f"{third.address}x"
    with pytest.raises(Unusable, match="leads on to a third host"):
        record("10.1000/a", resolver.address)
    assert third.asked == []


def test_a_resolver_that_cannot_be_reached_is_named(servers: list[Server]) -> None:
    with pytest.raises(Unusable, match=r"127\.0\.0\.1:1: cannot be reached"):
        record("10.1000/a", "http://127.0.0.1:1/")
