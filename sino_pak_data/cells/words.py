"""Words as they are compared and as ids are made of them."""

from __future__ import annotations

import re
import unicodedata

_INSIDE = re.compile(r"['’ʼ]|(?<=[a-z])[-‑](?=[0-9])")
_WORD = re.compile(r"[a-z0-9]+")


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


def plain_words(text: str) -> list[str]:
    """The words of a text in the letters that a slug may have.

    Hyphens part words, but not a letter from the number of its type; apostrophes part nothing.

    >>> plain_words("Pakistan's JF-17 flies multi-role")
    ['pakistans', 'jf17', 'flies', 'multi', 'role']
    """
    return _WORD.findall(_INSIDE.sub("", folded(text)))
