"""Build hook: compiles the tables to Parquet and puts them into the wheel. No data, no wheel."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DataHook(BuildHookInterface[Any]):
    """Compiles `tables/` into `sino_pak_data/data/` of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files. An editable wheel reads the tables themselves."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from sino_pak_data.package.descriptor import Descriptor
        from sino_pak_data.package.store import Folder
        from sino_pak_data.package.table import read
        from sino_pak_data.release.compile import wheel_files

        files = wheel_files(read(Descriptor(Folder(Path(self.root)))))
        if not any(name.endswith(".parquet") for name in files):
            raise RuntimeError("the wheel would carry no data: tables/ or datapackage.json is empty")
        self.scratch = tempfile.TemporaryDirectory()
        for name, content in files.items():
            path = Path(self.scratch.name) / name
            path.write_bytes(content)
            build_data["force_include"][str(path)] = f"sino_pak_data/data/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called when the wheel is written."""
        if hasattr(self, "scratch"):
            self.scratch.cleanup()
