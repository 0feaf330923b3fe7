"""Files of the feeds as their providers lay them out, with rows made up here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sino_pak_data.bulk.feeds import named

SOUND: Mapping[str, Mapping[str, str]] = {
    "gdelt1": {
        "GLOBALEVENTID": "410000001", "SQLDATE": "20150420", "Year": "2015", "Actor1CountryCode": "CHN",
        "Actor2CountryCode": "PAK", "EventCode": "057", "QuadClass": "1", "GoldsteinScale": "8.0",
        "NumMentions": "12", "NumArticles": "10",
    },
    "gdelt1-reduced": {
        "Date": "19880105", "Source": "CHNGOV", "Target": "PAKMIL", "CAMEOCode": "072", "NumEvents": "3", "NumArts": "4",
        "QuadClass": "2", "Goldstein": "8.3",
    },
    "icews": {
        "Event ID": "23461001", "Event Date": "2015-04-20", "Source Name": "Xi Jinping", "Source Country": "China",
        "Event Text": "Sign formal agreement", "CAMEO Code": "057", "Intensity": "8.0", "Target Country": "Pakistan",
    },
    "polecat": {
        "Event ID": "20230105-1188-a", "Event Date": "2023-01-05", "Event Type": "AGREE", "Intensity": "4.2",
        "Actor Country": "CHN", "Recipient Country": "PAK",
    },
    "ucdp-ged": {
        "id": "30001", "year": "1999", "type_of_violence": "1", "side_a": "Government of India",
        "side_b": "Government of Pakistan", "source_headline": 'Fire "across the line", army says', "gwnoa": "750",
        "gwnob": "770", "date_start": "1999-05-26 00:00:00.000", "best": "9", "high": "12", "low": "7",
    },
}  # fmt: skip
SOUND = {**SOUND, "gdelt2": SOUND["gdelt1"]}


def row(feed: str, **cells: str) -> dict[str, str]:
    """A sound row with other cells; an underscore in the name of a cell is a space, if the feed has such a column."""
    columns = named(feed).columns
    given = {name if name in columns else name.replace("_", " "): cell for name, cell in cells.items()}
    assert set(given) <= set(columns), given
    return {**SOUND[feed], **given}


def line(feed: str, cells: Mapping[str, str]) -> str:
    about = named(feed)
    written = [cells.get(column, "") for column in about.columns]
    if about.quoted:
        written = ['"' + cell.replace('"', '""') + '"' if set(cell) & set('",\n') else cell for cell in written]
    return str(about.dialect["delimiter"]).join(written)


def written(path: Path, feed: str, rows: Iterable[Mapping[str, str] | str], header: bool | None = None) -> Path:
    """A file of the feed; a row that is a text is written as it is."""
    about = named(feed)
    lines = [one if isinstance(one, str) else line(feed, one) for one in rows]
    if about.dialect["header"] if header is None else header:
        lines.insert(0, str(about.dialect["delimiter"]).join(about.columns))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    return path
