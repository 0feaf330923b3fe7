"""The walls of the house: which room may import which, and what the door costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "sino_pak_data"

MAY_IMPORT = {
    "cells": "",
    "package": "cells",
    "reading": "cells package",
    "derive": "cells package",
    "bibliography": "cells package",
    "checks": "cells package reading derive",
    "add": "cells package reading derive bibliography checks",
    "release": "cells package reading derive bibliography checks",
    "loader": "cells package derive bibliography",
    "verify": "cells package derive",
    "cli": "cells package reading derive bibliography checks add release loader verify",
}


def rooms_imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            parts = name.split(".")
            if parts[0] == "sino_pak_data" and len(parts) > 1:
                found.add(parts[1])
    return found


def test_no_room_imports_a_stranger() -> None:
    strangers = [
        f"{file.relative_to(PACKAGE)}: {room}"
        for home, allowed in MAY_IMPORT.items()
        for file in sorted((PACKAGE / home).rglob("*.py"))
        for room in sorted(rooms_imported(file) - {home} - set(allowed.split()))
    ]
    assert strangers == []


def test_every_room_has_its_walls() -> None:
    assert {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()} == set(MAY_IMPORT)


def test_importing_the_package_imports_the_standard_library_only() -> None:
    script = "import sys, sino_pak_data; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"pandas", "numpy", "pyarrow", "click"} & set(done.stdout.split())


def test_a_file_fits_its_measure() -> None:
    long = [p.name for p in PACKAGE.rglob("*.py") if len(p.read_text(encoding="utf-8").splitlines()) > 400]
    assert long == []
