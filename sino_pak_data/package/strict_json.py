"""JSON of others: read strictly, and never with a traceback."""

from __future__ import annotations

import json
from typing import Any

from sino_pak_data.package.problem import PackageError

Json = dict[str, Any]

LONGEST = 8 * 2**20


def loads(content: bytes, name: str) -> Json:
    """The object that a file holds. Raises `PackageError` with what is wrong and where.

    Refused beyond what the grammar refuses: NaN and Infinity, numbers of thousands of digits, a
    name twice in one object, halves of characters, nesting deeper than the parser stands.
    """
    if len(content) > LONGEST:
        raise PackageError(f"{name}: {len(content):,} bytes; a descriptor or schema has at most {LONGEST:,}")
    try:
        read = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
        json.dumps(read, ensure_ascii=False).encode()
    except UnicodeDecodeError as reason:
        raise PackageError(f"{name}: cannot be read ({reason})") from None
    except json.JSONDecodeError as reason:
        raise PackageError(f"{name}:{reason.lineno}:{reason.colno}: not JSON: {reason.msg}") from None
    except RecursionError:
        raise PackageError(f"{name}: not JSON of this kind: nested too deeply") from None
    except ValueError as reason:
        raise PackageError(f"{name}: not JSON of this kind: {str(reason).partition(';')[0]}") from None
    if not isinstance(read, dict):
        raise PackageError(f"{name}: must be a JSON object")
    return read


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!r} stands twice in one object")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")
