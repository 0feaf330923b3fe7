"""The error of every grammar: what was expected, in which text, from which character."""

from __future__ import annotations


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
