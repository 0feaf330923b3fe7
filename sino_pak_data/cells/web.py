"""Addresses of pages and DOIs, without what does not change the work."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"^https?://(?:www\.|amp\.|m\.)?", re.IGNORECASE)
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ocid|cmpid|spm|ref_src|amp)(?:=.*)?", re.IGNORECASE)
_NEEDLESS = re.compile(r"/amp(?=/|$)|/index\.html?$", re.IGNORECASE)
_RESOLVER = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def bare_address(url: str) -> str:
    """An address without what does not change the page: scheme, www, tracking, trailing slash.

    >>> bare_address("https://www.Dawn.com/news/26587/?utm_source=x")
    'dawn.com/news/26587'
    >>> bare_address("http://dawn.com/news/amp/26587")
    'dawn.com/news/26587'
    """
    page, _, query = _SCHEME.sub("", url).partition("#")[0].partition("?")
    kept = [part for part in query.split("&") if part and not _TRACKING.fullmatch(part)] if query else []
    page = page.rstrip("/").casefold()
    if "/amp" in page or "/index.htm" in page:
        page = _NEEDLESS.sub("", page)
    return "?".join([page, "&".join(kept).casefold()]) if kept else page


def bare_doi(text: str) -> str:
    """A DOI in lower case, without the address of a resolver.

    >>> bare_doi("https://doi.org/10.1080/1547402X.2020.1831176")
    '10.1080/1547402x.2020.1831176'
    """
    return _RESOLVER.sub("", text.strip()).lower()
