"""Text of cells: errors in it, words, and page addresses and DOIs as they are compared."""

from __future__ import annotations

import re
import unicodedata

_SCHEME = re.compile(r"^https?://(?:www\.|amp\.|m\.)?", re.IGNORECASE)
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ocid|cmpid|spm|ref_src|amp)(?:=.*)?", re.IGNORECASE)
_NEEDLESS = re.compile(r"/amp(?=/|$)|/index\.html?$", re.IGNORECASE)
_RESOLVER = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_INSIDE = re.compile(r"['’ʼ]|(?<=[a-z])[-‑](?=[0-9])")
_WORD = re.compile(r"[a-z0-9]+")


class Malformed(ValueError):
    """A cell that breaks its grammar.

    >>> print(Malformed("expected a month 01 to 12", "2005-13", 5))
    expected a month 01 to 12: '2005-13', at character 6
    """

    def __init__(self, message: str, text: str, at: int = 0) -> None:
        super().__init__(message, text, at)
        self.message = message
        self.text = text
        self.at = at

    def __str__(self) -> str:
        where = f", at character {self.at + 1}" if self.at else ""
        return f"{self.message}: {self.text!r}{where}"


def folded(text: str) -> str:
    """Text without case and accents.

    >>> folded("Schlüsselwerke")
    'schlusselwerke'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def counted(number: int, noun: str) -> str:
    """A number with what it counts.

    >>> counted(1, "error"), counted(1200, "row"), counted(0, "warning")
    ('1 error', '1,200 rows', '0 warnings')
    """
    return f"{number:,} {noun}" + "s" * (number != 1)


def spaced(code: str) -> str:
    """A code as it is read.

    >>> spaced("different_measure")
    'different measure'
    """
    return code.replace("_", " ")


def plain_words(text: str) -> list[str]:
    """The words of a text in the letters that a slug may have.

    A hyphen separates words, but not a letter and the number after it; an apostrophe separates nothing.

    >>> plain_words("Pakistan's JF-17 flies multi-role")
    ['pakistans', 'jf17', 'flies', 'multi', 'role']
    """
    return _WORD.findall(_INSIDE.sub("", folded(text)))


def bare_address(url: str) -> str:
    """An address without what does not change the page: scheme, www, tracking, trailing slash.

    >>> bare_address("https://www.Dawn.com/news/26587/?utm_source=x")
    'dawn.com/news/26587'
    >>> bare_address("http://dawn.com/news/amp/26587")
    'dawn.com/news/26587'
    """
    page, _, query = _SCHEME.sub("", url).partition("#")[0].partition("?")
    kept = [part.casefold() for part in query.split("&") if part and not _TRACKING.fullmatch(part)]
    page = _NEEDLESS.sub("", page.rstrip("/").casefold())
    return f"{page}?{'&'.join(kept)}" if kept else page


def bare_doi(text: str) -> str:
    """A DOI in lower case, without the address of a resolver.

    >>> bare_doi("https://doi.org/10.1080/1547402X.2020.1831176")
    '10.1080/1547402x.2020.1831176'
    """
    return _RESOLVER.sub("", text.strip()).lower()
