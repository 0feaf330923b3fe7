"""R reads the package with its types, with readr and without, and docs/r.md runs. Needs Rscript, for one half readr."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sino_pak_data.package.arrow import cell_text
from tests.conftest import ROOT
from tests.verify.packages import unpacked

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")]
FOLDER = "sino-pak-data-VERSION"
WRITE_ALL = """
source("sino-pak-data-VERSION/sino-pak-data.R")
options(warn = 2)
all <- spd_read_all("sino-pak-data-VERSION", readr = READR)
as_written <- function(x) {
  if (is.list(x)) return(vapply(x, paste, "", collapse = ";"))
  if (is.logical(x)) x <- tolower(x)
  if (is.double(x) && !inherits(x, "Date")) x <- ifelse(is.na(x), NA, sprintf("%.17g", x))
  x <- as.character(x)
  ifelse(is.na(x), "", x)
}
for (name in names(all)) {
  text <- as.data.frame(lapply(all[[name]], as_written), check.names = FALSE)
  write.csv(text, paste0(name, ".out"), row.names = FALSE, fileEncoding = "UTF-8")
}
events <- all$events
stopifnot(
  inherits(events$date_start, "Date"), is.list(events$actors), is.character(events$date),
  is.ordered(events$confidence), is.factor(events$event_type), !is.ordered(events$event_type),
  is.integer(events$independent_sources), is.double(all$observations$value), is.logical(all$sources$primary)
)
"""


def run(script: str, folder: Path) -> str:
    (folder / "script.R").write_text(script, encoding="utf-8")
    done = subprocess.run(["Rscript", "--vanilla", "script.R"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def here(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("r")
    unpacked(files, out / FOLDER)
    return out


def same(text: str, value: object) -> bool:
    return float(text) == value if isinstance(value, float) else text == cell_text(value)


@pytest.mark.parametrize("readr", ["TRUE", "FALSE"])
def test_every_cell_is_that_of_the_parquet_file(readr: str, here: Path, files: dict[str, bytes]) -> None:
    if readr == "TRUE" and run('cat(requireNamespace("readr", quietly = TRUE))', here) == "FALSE":
        pytest.skip("readr is not installed")
    run(WRITE_ALL.replace("READR", readr), here)
    for path in (name for name in files if name.startswith("parquet/")):
        table = pq.read_table(BytesIO(files[path]))
        with (here / f"{Path(path).stem}.out").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == table.column_names
        assert len(rows) == table.num_rows
        for at, name in enumerate(header):
            pairs = zip((row[at] for row in rows), table[name].to_pylist(), strict=True)
            assert next(((one, other) for one, other in pairs if not same(one, other)), None) is None, (path, name)


def test_a_table_or_folder_that_is_not_there_is_named(here: Path) -> None:
    script = f'source("{FOLDER}/sino-pak-data.R"); say <- function(e) cat(conditionMessage(e), "\\n")\n'
    script += f'tryCatch(spd_read("event", "{FOLDER}"), error = say); tryCatch(spd_read("events"), error = say)'
    first, second = run(script, here).splitlines()
    assert first.startswith("no table event; there are sources, ")
    assert second.strip() == "./tables/events.csv does not exist: name the folder of the package"


def test_the_page_runs_as_it_is(here: Path) -> None:
    blocks = re.findall(r"```r\n(.*?)```", (ROOT / "docs" / "r.md").read_text(encoding="utf-8"), re.DOTALL)
    told = run("\n".join(blocks), here)
    assert "Date[1:" in told
    assert "capability_ratio" in told
    assert "$ actors" in told
