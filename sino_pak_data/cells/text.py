"""Text of cells: errors in it, words, and page addresses and DOIs as they are compared."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

RESOLVER = "https://doi.org/"
_SCHEME = re.compile(r"^https?://(?:www\.|amp\.|m\.)?", re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm[_-]\w+|at_(?:medium|campaign|link_\w+)|(?:fb|g|dc|y|tw|tt)clid|msclkid|[gw]braid|srsltid|mc_[ce]id|mkt_tok|igshid|igsh"
    r"|ocid|cmpid|(?-i:CMP)|wt\.mc_\w+|trk(?:Campaign|Info)?|spm|ref_src|ref_url|_g[al]|_hs(?:enc|mi)|xtor|smid|guccounter|guce_referrer\w*|PHPSESSID)(?:=.*)?",
    re.IGNORECASE,
)
_VARIANT = re.compile(r"amp(?:=.*)?", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^?#/]*", re.IGNORECASE)
_NEEDLESS = re.compile(r"/amp(?=/|$)|/index\.html?$", re.IGNORECASE)
_RESOLVER = re.compile(
    r"(?:(?:https?://)?[\w.-]*\bdoi[.-]org[\w.:-]*/|info:doi/|urn:doi:|doi(?::\s*|\s+))+", re.IGNORECASE
)
_PUBLISHER = re.compile(r"https?://\S+?/(?=10\.[0-9]{4,9}/)", re.IGNORECASE)
_ESCAPED_DOI = re.compile(r"10\.[0-9]{4,9}%2F", re.IGNORECASE)
_AFTER_DOI = re.compile(
    r"[?&][a-z_]\w*=.*|#[a-z][\w-]*$|[\s.,;:'\"’”»/]+$|/(?:full|fulltext|abstract|summary|e?pdf|html|meta)$|\.pdf$",
    re.IGNORECASE,
)
_BASES = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n",
    "ə": "a", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ŀ": "l", "ĸ": "k", "ʿ": "'", "ʾ": "'", "ʻ": "'",
})  # fmt: skip
"""Letters that Unicode does not take apart, by what plain Latin writes for them."""
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

    >>> folded("Schlüsselwerke"), folded("Østergård, Łukasiewicz")
    ('schlusselwerke', 'ostergard, lukasiewicz')
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_BASES)
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


def untracked(url: str) -> str:
    """An address without the parameters that only tell who sent the visitor.

    >>> untracked("https://example.org/a?id=7&utm_source=x#part"), untracked("https://example.org/a?fbclid=x")
    ('https://example.org/a?id=7#part', 'https://example.org/a')
    """
    page, _, fragment = _SESSION.sub("", url).partition("#")
    page, asked, query = page.partition("?")
    kept = [part for part in query.split("&") if not _TRACKING.fullmatch(part)]
    page = f"{page}?{'&'.join(kept)}" if asked and kept != [] else page
    fragment = fragment.partition(":~:")[0]  # what a browser adds to mark a text on the page
    fragment = "&".join(part for part in fragment.split("&") if not _TRACKING.fullmatch(part))
    return f"{page}#{fragment}" if fragment else page


def bare_address(url: str) -> str:
    """An address without what does not change the page: scheme, www, tracking, trailing slash.

    >>> bare_address("https://www.Dawn.com/news/26587/?utm_source=x")
    'dawn.com/news/26587'
    >>> bare_address("http://dawn.com/news/amp/26587")
    'dawn.com/news/26587'
    """
    page, _, query = _SCHEME.sub("", untracked(url)).partition("#")[0].partition("?")
    kept = [part.casefold() for part in query.split("&") if part and not _VARIANT.fullmatch(part)]
    page = _NEEDLESS.sub("", page.rstrip("/").casefold())
    return f"{page}?{'&'.join(kept)}" if kept else page


def bare_doi(text: str) -> str:
    """A DOI in lower case, without the address of a resolver or publisher around it, a query or a final point.

    A text that holds no DOI comes back in lower case.

    >>> bare_doi("https://doi.org/10.1080/1547402X.2020.1831176?utm_source=x"), bare_doi("doi: 10.2307/2010133.")
    ('10.1080/1547402x.2020.1831176', '10.2307/2010133')
    >>> bare_doi("https://www.tandfonline.com/doi/full/10.1080/1547402X.2020.1831176"), bare_doi("10.2307%2F2010133)")
    ('10.1080/1547402x.2020.1831176', '10.2307/2010133')
    >>> bare_doi("10.1002/(sici)1099-050x(199823/24)37:3/4<197::aid-hrm2>3.0.co;2-#")
    '10.1002/(sici)1099-050x(199823/24)37:3/4<197::aid-hrm2>3.0.co;2-#'
    """
    text = text.strip()
    head = _RESOLVER.match(text) or _PUBLISHER.match(text)
    if head:
        text = text[head.end() :]
        text = unquote(text.partition("#")[0]) if head[0].lower().startswith("http") else text
    text = unquote(text) if _ESCAPED_DOI.match(text) else text
    while (shorter := _AFTER_DOI.sub("", _unclosed(text))) != text and shorter:
        text = shorter
    return text.lower()


def _unclosed(text: str) -> str:
    """A text without a last bracket that nothing in it opened."""
    opening = {")": "(", "]": "[", ">": "<"}.get(text[-1:])
    return text[:-1] if opening and text.count(text[-1]) > text.count(opening) else text


def doi_in(text: str) -> str:
    """The DOI that a text is, in any spelling, as `bare_doi` gives it; "" if it is none."""
    doi = bare_doi(text)
    return doi if doi.startswith("10.") else ""


def doi_address(doi: str, resolver: str = RESOLVER) -> str:
    """The address at which a DOI resolves. Characters that would end an address are escaped.

    >>> doi_address("10.1000/a?b#c<d>")
    'https://doi.org/10.1000/a%3Fb%23c%3Cd%3E'
    """
    return resolver + quote(doi, safe="/:;,()!$&'*=@~")
