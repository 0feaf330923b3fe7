"""Mistakes that a type checker must find; a line that ends so has one, no other has."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import sino_pak_data as spd

frame: pd.DataFrame = spd.load("events", dyad="PAK-CHN", since=2001)
other: pl.DataFrame = spd.load("events", engine="polars")
arrow: pa.Table = spd.load("events", engine="pyarrow", columns=["date"])
relation: duckdb.DuckDBPyRelation = spd.load("events", engine="duckdb")
version: str = spd.__version__
spd.schemas.events.validate(frame)
places: pd.DataFrame = spd.cite(frame).sources()
spd.plot.timeline(dyad="PAK-CHN", since=2001).save("events.png")

spd.load("event")  # error
spd.load("events", engine="panda")  # error
spd.load("events", dyads="PAK-CHN")  # error
spd.load("events", lists="json")  # error
spd.load("events", dtype_backend="arrow")  # error
spd.laod("events")  # error
spd.series("power.cinc")  # error
spd.plot.timelin()  # error
spd.plot.timeline(by="domian")  # error
spd.plot.agreements(dyads="PAK-CHN")  # error
wrong: pd.DataFrame = spd.load("events", engine="polars")  # error
