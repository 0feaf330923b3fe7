"""Text as the formats want it: JSON with a fixed layout, scalars of YAML."""

from __future__ import annotations

import json
from typing import Any


def json_text(value: Any) -> str:
    """JSON, indented, in the order given, UTF-8 as it is, with a newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def yaml_scalar(value: str) -> str:
    """A string that YAML reads as that string: a JSON string is one."""
    return json.dumps(value, ensure_ascii=False)
