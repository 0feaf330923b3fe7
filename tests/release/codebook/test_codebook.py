"""The codebook: its numbers are right, its links resolve, and no text from outside can break it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.release.codebook import markdown, page
from sino_pak_data.release.compile import compiled
from sino_pak_data.release.metadata import documents
from sino_pak_data.release.metadata.subject import File

ANCHORS = {"events", "events.date", "codes-domain", "codes-domain.military", "codes-unit.USD_million"}
VOID = {"meta", "input", "br", "wbr", "link", "img", "hr"}


class Page(HTMLParser):
    """What a browser would see of a page: identifiers, links, what it loads, text, and unbalanced tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.ids, self.links, self.loaded, self.faults = list[str](), list[str](), list[str](), list[str]()
        self._open = list[str]()
        self.feed(text)
        self.faults += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.loaded += [given[name] for name in ("src", "srcset", "data", "action") if name in given]
        self.loaded += [given.get("href", tag)] if tag in {"link", "base", "iframe", "object"} else []
        self._open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def html(files: dict[str, bytes]) -> str:
    return files["codebook.html"].decode()


@pytest.fixture(scope="module")
def book(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def text(files: dict[str, bytes]) -> str:
    return files["CODEBOOK.md"].decode()


def written(base: Path) -> tuple[str, str]:
    """CODEBOOK.md and codebook.html of a package."""
    subject = compiled(read(Descriptor(Folder(base))))
    for name in ("CODEBOOK.md", "schemaorg.json", "codebook.html"):
        subject.files[name] = File(name, documents.PACKAGE[name](subject).encode())
    return subject.files["CODEBOOK.md"].content.decode(), subject.files["codebook.html"].content.decode()


def test_the_page_is_well_formed_and_each_anchor_is_there_once(book: Page) -> None:
    assert book.faults == []
    assert [name for name, count in Counter(book.ids).items() if count > 1] == []
    assert {link[1:] for link in book.links if link.startswith("#")} <= set(book.ids)
    assert set(book.ids) >= ANCHORS


def test_the_page_loads_nothing(book: Page, package: Package) -> None:
    assert book.loaded == []
    assert {link for link in book.links if not link.startswith("#")} == {package.descriptor.json["homepage"]}


def test_the_policy_allows_the_style_and_the_script_of_the_page_alone(html: str) -> None:
    assert "default-src &#x27;none&#x27;" in html
    for tag in ("style", "script"):
        content = html.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        allowed = b64encode(sha256(content.encode()).digest()).decode()
        assert f"; {tag}-src &#x27;sha256-{allowed}&#x27;; " in html
    assert [word for word in ("unsafe", " style=", "url(", "@import", "fetch(") if word in html] == []


def test_every_table_column_and_code_has_its_anchor(book: Page, package: Package) -> None:
    resources = (package.descriptor.authored | package.descriptor.built).values()
    fields = [(r.name, field) for r in resources for field in r.schema.fields]
    wanted = {name for name, _ in fields} | {f"{name}.{field.name}" for name, field in fields}
    wanted |= {f"codes-{f.code_list}.{code.value.replace(' ', '_')}" for _, f in fields for code in f.codes}
    assert wanted <= set(book.ids)


def test_the_counts_are_those_of_the_rows(book: Page, html: str, text: str, package: Package) -> None:
    rows = package["events"].rows
    hard = sum(row["balancing"] == "hard" for row in rows)
    placed = sum(bool(row["place"]) for row in rows)
    for counted in (book.text, text):
        assert f"{len(rows):,} rows, {len(package['events'].schema.fields)} columns" in counted
        assert f"{placed:,} ({placed / len(rows):.0%})" in counted
    assert f"[events](#events) ({len(rows):,})" in text
    assert re.search(rf'id="codes-balancing.hard"></a>`hard` .* \| {hard:,} \|', text)
    assert f"Rows by code: [`hard`](#codes-balancing.hard)\N{NO-BREAK SPACE}{hard:,}, " in text
    share = round(100 * placed / len(rows))
    assert f'{placed:,} ({share}%)<meter aria-hidden="true" max="100" value="{share}"></meter>' in html
    assert 'all<meter aria-hidden="true" max="100" value="100"></meter>' in html


def test_a_code_is_shown_with_what_it_includes_its_examples_and_the_roles_it_demands(base: Path) -> None:
    path = base / "schemas" / "codes" / "instrument.json"
    described = json.loads(path.read_text())
    described["codes"][0] |= {"include": "A pact | of states.", "exclude": "A contract.", "examples": ["a-1", "b-2"]}
    path.write_text(json.dumps(described))
    text, _ = written(base)
    assert "Include: A pact \\| of states. Not: A contract. Examples: `a-1`, `b-2`." in text
    assert "PLOVER: `CONSULT/visit`. Source: `openeventdata2024plover`." in text
    assert "| [`sanction`](#codes-event_type.sanction) | 1 or more | either | either | `none` |" in text
    assert (
        "| [`statement`](#codes-event_type.statement) | 1 or more | optional | optional | any, of a pair with the rival |"
        in text
    )
    assert "| [`exercise`](#codes-event_type.exercise) | 2 or more | empty | optional | any |" in text


def test_the_page_says_what_the_markdown_says(book: Page, text: str) -> None:
    marks = r'\]\(#[^)]*\)|<a id="[^"]*"></a>|```text|[\W_]'
    assert re.sub(marks, "", text.partition("\n## Reading guide")[2]) in re.sub(r"[\W_]", "", book.text)


def test_markdown_links_resolve_and_tables_are_even(text: str) -> None:
    headings = re.findall(r"^#+ (?:<a [^>]*></a>)?(.+)$", text, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings} | set(re.findall(r'<a id="([^"]+)"', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    assert anchors >= ANCHORS
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_the_file_at_the_root_does_not_change_with_the_rows(base: Path) -> None:
    before = markdown.repository(Descriptor(Folder(base)))
    path = base / "tables" / "events.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    assert markdown.repository(Descriptor(Folder(base))) == before
    assert "rows," not in before.partition("## sources")[2].partition("| column")[0]


HOSTILE = {
    "events": 'When </p><script>alert("1")</script> & | it was.',
    "actors": "![seen](https://example.org/spy.png) and [click](javascript:alert(1))",
    "agreements": "</main><iframe src=https://example.org>",
    "claims": "*all* _of_ &lt;this&gt; \\| stays",
    "sources": "two\n\n# lines",
}


def test_what_others_wrote_is_text_and_not_markup(base: Path) -> None:
    for table, words in HOSTILE.items():
        path = base / "schemas" / f"{table}.json"
        schema = json.loads(path.read_text())
        schema["fields"][1]["description"] = words
        schema["description"] = words
        path.write_text(json.dumps(schema))
    descriptor = base / "datapackage.json"
    descriptor.write_text(descriptor.read_text().replace("China-Pakistan relations as data", "</script><b>Data"))
    events = base / "tables" / "events.csv"
    events.write_text(events.read_text().replace("flew", "<img src=x onerror=alert(1)>flew"))
    text, html = written(base)
    seen = Page(html)
    assert (seen.faults, seen.loaded) == ([], [])
    counts = {words: seen.text.count(" ".join(words.split())) for words in HOSTILE.values()}
    assert counts == dict.fromkeys(HOSTILE.values(), 3), "contents, table and column"
    assert "<img src=x onerror=alert(1)>flew" in seen.text
    assert html.count("<script") == 2
    assert not re.search(r"(?<!\\)<(?!a id=|/a>|img)", text), "`<` is escaped"


def test_html_that_the_escaping_missed_is_text_too() -> None:
    _, html = page._rendered("* a\n\n<b onclick=x>b</b> <https://example.org> ![c](d.png)\n\n<script>\ne\n</script>\n")
    seen = Page(html)
    assert (seen.faults, seen.loaded, seen.links) == ([], [], [])
    assert "<b onclick=x>b</b> https://example.org c" in seen.text
    assert "<script>\ne\n</script>" in seen.text


def test_a_chart_counts_each_row_once_in_the_decade_where_it_begins(package: Package) -> None:
    dates = [*["1951"] * 98, "1959-12-31/1962", "1971-05~", ""]
    assert markdown.decades(package["events"].schema, [{"date": date} for date in dates]) == (
        "Rows by decade of `date`. Rows without a year: 1.\n\n"
        f"```text\n1950s  99  {'█' * 40}\n1960s   0\n1970s   1  █\n```\n"
    ), "the longest bar fills the line, and a single row still shows"


@pytest.mark.parametrize(
    ("filled", "shown"),
    [(0, "none"), (1, r"1 (\<1%)"), (500, "500 (50%)"), (999, r"999 (\>99%)"), (1_000, "all")],
)
def test_a_share_rounds_neither_to_none_nor_to_all(filled: int, shown: str) -> None:
    assert markdown.share(filled, 1_000) == shown


def test_a_chart_takes_the_first_date_that_a_record_has(package: Package) -> None:
    schema = package["agreements"].schema
    chart = markdown.decades(schema, [dict.fromkeys(schema.names, "") | {"announced": "1963", "ended": "1971"}])
    assert chart.startswith("Rows by decade of `signed`, else of `in_force`, else of `announced`.\n\n```text\n1960s  1")


def test_the_example_is_the_row_that_the_schema_names(package: Package) -> None:
    events = package["events"]
    shown = markdown.example(events.schema, events.rows)
    assert f"event_id      {events.schema.by_name['event_id'].example}\n" in shown


def test_without_a_named_row_the_fullest_is_shown(package: Package) -> None:
    rows = [{"record": "events/a", "reason": ""}, {"record": "events/b", "reason": "twice"}]
    assert "\nrecord  events/b\nreason  twice\n" in markdown.example(package["retired"].schema, rows)


def test_a_table_without_rows_has_neither_chart_nor_example(base: Path) -> None:
    path = base / "tables" / "retired.csv"
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    text, html = written(base)
    assert "0 rows, 4 columns" in text
    assert "```" not in text.partition("\n## retired\n")[2].partition("\n## ")[0]
    assert Page(html).faults == []
