"""Which room may import which, what importing the package costs, and how long a file may be."""

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
    "bulk": "cells package reading checks",
    "add": "cells package reading derive bibliography checks",
    "importing": "cells package reading derive bibliography checks add",
    "schemas": "cells package",
    "release": "cells package reading derive bibliography checks schemas",
    "records": "cells package derive",
    "loader": "cells package derive bibliography records",
    "plot": "cells package derive records loader",
    "explore": "cells package derive bibliography records loader",
    "verify": "cells package derive",
    "cli": "cells package reading derive bibliography checks bulk add importing schemas release records loader plot explore verify",
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


def test_a_room_imports_only_those_before_it() -> None:
    forbidden = [
        f"{file.relative_to(PACKAGE)}: {room}"
        for home, allowed in MAY_IMPORT.items()
        for file in [*sorted((PACKAGE / home).rglob("*.py")), *PACKAGE.glob(f"{home}.py")]
        for room in sorted(rooms_imported(file) - {home} - set(allowed.split()))
    ]
    assert forbidden == []


def test_every_room_is_listed() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert rooms | modules == set(MAY_IMPORT)


def test_importing_the_package_imports_nothing_else() -> None:
    def imported(code: str) -> set[str]:
        command = [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"]
        return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())

    assert imported("import sino_pak_data") - imported("pass") == {"__future__", "sino_pak_data"}


def test_no_file_is_longer_than_400_lines() -> None:
    long = [p.name for p in PACKAGE.rglob("*.py") if len(p.read_text(encoding="utf-8").splitlines()) > 400]
    assert long == []
