"""The record of a work by its DOI, by content negotiation (https://citation.doi.org/docs.html).

The resolver names the address of the agency that registered the DOI, and that answers with CSL-JSON. No other host is
asked, and neither time nor size of an answer is left to them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sino_pak_data.add.candidates import Unusable
from sino_pak_data.cells.text import RESOLVER, bare_doi, doi_address

SECONDS = 20.0
LARGEST = 1_000_000  # bytes; a record has some thousand
_CSL = "application/vnd.citationstyles.csl+json"
_REDIRECTS = 5
_CHUNK = 65_536
_REASONS: Mapping[int, str] = {
    404: "no such DOI is registered: compare it with the work",
    406: "its agency has no record that can be read: add the work with `sino-pak-data add sources`",
}


def record(doi: str, resolver: str = RESOLVER, seconds: float = SECONDS, largest: int = LARGEST) -> str:
    """The CSL-JSON of a work. Raises `Unusable` if it cannot be had.

    doi      in any spelling, also as an address
    seconds  until the whole answer must be there
    largest  bytes of the answer
    """
    plain = bare_doi(doi)
    address = doi_address(plain, resolver)
    until = time.monotonic() + seconds
    opener = build_opener(_OneOtherHost(address))
    request = Request(address, headers={"Accept": _CSL, "User-Agent": "sino-pak-data"})
    try:
        with opener.open(request, timeout=seconds) as answer:
            content = _read(answer, until, largest)
            kind = answer.headers.get_content_type()
    except HTTPError as reason:
        with reason:
            raise Unusable(
                f"{plain}: {_REASONS.get(reason.code, f'the answer was {reason.code} {reason.reason}')}"
            ) from None
    except TimeoutError:
        raise Unusable(f"{plain}: no answer within {seconds:g} seconds: try again later") from None
    except (URLError, HTTPException, OSError) as reason:
        cause = getattr(reason, "reason", reason)
        wait = (
            f"no answer within {seconds:g} seconds"
            if isinstance(cause, TimeoutError)
            else f"cannot be reached: {cause}"
        )
        raise Unusable(f"{plain}: {urlsplit(address).netloc}: {wait}") from None
    if not kind.endswith("json"):
        raise Unusable(f"{plain}: the answer is {kind}, not a record: {_REASONS[406]}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise Unusable(f"{plain}: the answer is not UTF-8") from None


def _read(answer: HTTPResponse, until: float, largest: int) -> bytes:
    """The whole answer: a server that sends a byte a second would never break the limit of a single read."""
    content = b""
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > largest:
            raise OSError(f"the answer has more than {largest:,} bytes")
        if time.monotonic() > until:
            raise TimeoutError
    return content


class _OneOtherHost(HTTPRedirectHandler):
    """Follows redirects of the resolver to one other host, and on that host; never from https to http."""

    max_redirections = _REDIRECTS

    def __init__(self, address: str) -> None:
        self._hosts = {urlsplit(address).netloc}
        self._scheme = urlsplit(address).scheme

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        there = urlsplit(newurl)
        if there.scheme != self._scheme:
            raise URLError(f"it leads to {newurl[:200]}, which is not {self._scheme}")
        if there.netloc not in self._hosts and len(self._hosts) > 1:
            raise URLError(f"it leads on to a third host, {there.netloc}")
        self._hosts.add(there.netloc)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
