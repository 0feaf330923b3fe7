"""A process that only loads ends with status 0: Arrow's threads do not outlive the interpreter."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sino_pak_data.release.compile import zipped

PROCESSES = 300
"""A read with threads aborts in 1 to 3 of 100 processes: 300 of them notice it with a chance above 95 %."""


@pytest.mark.slow
def test_processes_that_only_load_end_with_status_0(files: dict[str, bytes], tmp_path: Path) -> None:
    archive = tmp_path / "package.zip"
    archive.write_bytes(zipped(files))
    script = f"import sino_pak_data; sino_pak_data.open_package({str(archive)!r}).load('events')"

    def status(_: int) -> int:
        return subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode

    with ThreadPoolExecutor(2) as pool:
        assert Counter(pool.map(status, range(PROCESSES))) == {0: PROCESSES}
