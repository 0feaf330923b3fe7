"""The codebook: right in its numbers, whole in its links, and nobody else's text can break it."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sino_pak_data.package.descriptor import Descriptor
from sino_pak_data.package.store import Folder
from sino_pak_data.package.table import Package, read
from sino_pak_data.release.codebook import counts, markdown, page
from sino_pak_data.release.compile import compiled
from sino_pak_data.release.metadata.facts import Subject

ANCHORS = [
    "events",
    "events.date",
    "codes-domain",
    "codes-domain.military",
    "codes-unit.USD_million",
    "dyad_years.arms_12",
]
VOID = {"meta", "input", "br", "wbr", "link", "img", "hr"}


class Page(HTMLParser):
    """What a browser would see of a page: identifiers, links, what is loaded, text, and tags left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.text = ""
        self.faults: list[str] = []
        self._open: list[str] = []
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


def subject(base: Path) -> Subject:
    package = read(Descriptor(Folder(base)))
    return Subject(package, compiled(package), {})


def test_the_page_is_whole_and_each_anchor_is_there_once(book: Page) -> None:
    assert book.faults == []
    assert [name for name, count in Counter(book.ids).items() if count > 1] == []
    assert {link[1:] for link in book.links if link.startswith("#")} <= set(book.ids)
    assert set(ANCHORS) <= set(book.ids)


def test_the_page_loads_nothing(book: Page, html: str, package: Package) -> None:
    assert book.loaded == []
    assert {link for link in book.links if not link.startswith("#")} == {package.descriptor.json["homepage"]}
    assert "default-src &#x27;none&#x27;" in html
    styles = html.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in styles
    assert "@import" not in styles
    assert "fetch(" not in html


def test_every_table_column_and_code_has_its_anchor(book: Page, package: Package) -> None:
    resources = (package.descriptor.authored | package.descriptor.built).values()
    fields = [(r.name, field) for r in resources for field in r.schema.fields]
    wanted = {name for name, _ in fields} | {f"{name}.{field.name}" for name, field in fields}
    wanted |= {f"codes-{f.code_list}.{code.value.replace(' ', '_')}" for _, f in fields for code in f.codes}
    assert wanted <= set(book.ids)


def test_the_counts_are_those_of_the_rows(book: Page, files: dict[str, bytes], package: Package) -> None:
    rows = package["events"].rows
    hard = sum(row["balancing"] == "hard" for row in rows)
    placed = sum(bool(row["place"]) for row in rows)
    assert f"{len(rows):,} rows, {len(package['events'].schema.fields)} columns" in book.text
    assert f"hard {hard:,}" in book.text
    assert f"{placed:,} of {len(rows):,}" in book.text
    text = files["CODEBOOK.md"].decode()
    assert f"[events](#events) ({len(rows):,})" in text
    assert re.search(rf'id="codes-balancing.hard"></a>`hard` .* \| {hard:,} \|', text)


def test_markdown_links_resolve_and_tables_are_even(files: dict[str, bytes]) -> None:
    text = files["CODEBOOK.md"].decode()
    headings = re.findall(r"^#+ (?:<a [^>]*></a>)?(.+)$", text, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings} | set(re.findall(r'<a id="([^"]+)"', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    assert set(ANCHORS) <= anchors
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_the_file_at_the_root_does_not_change_with_the_rows(base: Path) -> None:
    before = markdown.repository(Descriptor(Folder(base)))
    path = base / "tables" / "events.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    assert markdown.repository(Descriptor(Folder(base))) == before
    assert "rows." not in before.partition("## sources")[2].partition("| column")[0]


def test_what_others_wrote_is_text_and_not_markup(base: Path) -> None:
    path = base / "schemas" / "events.json"
    schema = json.loads(path.read_text())
    schema["fields"][1]["description"] = 'When </p><script>alert("1")</script> & | it was.'
    path.write_text(json.dumps(schema))
    descriptor = base / "datapackage.json"
    descriptor.write_text(descriptor.read_text().replace("China-Pakistan relations as data", "</script><b>Data"))
    events = base / "tables" / "events.csv"
    events.write_text(events.read_text().replace("flew", "<img src=x onerror=alert(1)>flew"))
    made = page.document(subject(base))
    seen = Page(made)
    assert seen.faults == []
    assert seen.loaded == []
    assert 'When </p><script>alert("1")</script> & | it was.' in seen.text
    assert made.count("<script") == 2
    assert "&lt;script>" in markdown.package(subject(base))


def test_a_chart_counts_each_row_once_in_the_decade_where_it_begins(package: Package) -> None:
    schema = package["events"].schema
    dates = ["1951", "1959-12-31/1962", "1971-05~", "1975?/..", ""]
    found = counts.decades(schema, [{"date": date} for date in dates])
    assert found == counts.Decades("date", ((1950, 2), (1960, 0), (1970, 2)), 1)


def test_the_longest_bar_fills_the_line_and_a_single_row_still_shows(files: dict[str, bytes]) -> None:
    text = files["CODEBOOK.md"].decode().partition("\n## events\n")[2].partition("```text\n")[2].partition("\n```")[0]
    bars = [line.split() for line in text.splitlines()]
    lengths = {int(count): len(bar[0]) for _, count, *bar in bars if bar}
    assert max(lengths.values()) == lengths[max(lengths)] == 40
    assert min(lengths.values()) >= 1


def test_the_example_is_the_row_that_the_schema_names(package: Package) -> None:
    events = package["events"]
    shown = counts.example(events.schema, events.rows)
    assert shown is not None
    assert shown["event_id"] == events.schema.by_name["event_id"].example


def test_without_a_named_row_the_fullest_is_shown(package: Package) -> None:
    schema = package["retired"].schema
    rows = [{"record": "events/a", "reason": ""}, {"record": "events/b", "reason": "twice"}]
    assert counts.example(schema, rows) == rows[1]
    assert counts.example(schema, []) is None
