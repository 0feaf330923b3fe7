"""Addresses of pages and DOIs, without what does not change the work."""

from __future__ import annotations

import re

_NOISE = re.compile(r"^https?://(www\.|amp\.|m\.)?|[?&](utm_[^&]*|fbclid=[^&]*|amp=?1?)|#.*$|/+$", re.IGNORECASE)
_RESOLVER = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def bare_address(url: str) -> str:
    """An address without what does not change the page: scheme, www, tracking, trailing slash.

    >>> bare_address("https://www.Dawn.com/news/26587/?utm_source=x")
    'dawn.com/news/26587'
    """
    bare = _NOISE.sub("", url)
    return _NOISE.sub("", bare).casefold()


def bare_doi(text: str) -> str:
    """A DOI in lower case, without the address of a resolver.

    >>> bare_doi("https://doi.org/10.1080/1547402X.2020.1831176")
    '10.1080/1547402x.2020.1831176'
    """
    return _RESOLVER.sub("", text.strip()).lower()
