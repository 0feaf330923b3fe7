"""Who took part between two commits: authors, and the people that trailers of the messages name."""

from __future__ import annotations

import re
from pathlib import Path

from sino_pak_data.package.revision import git

_FORMAT = "%aN%n%(trailers:key=Co-authored-by,key=Reported-by,valueonly,unfold)"
_MAIL = re.compile(r"\s*<[^>]*>\s*$")


def contributors(root: Path, since: str) -> list[str]:
    """Names in the order of the alphabet, without their addresses.

    Left out are machines (`[bot]`) and who cuts the release, whom `git config user.name` names.
    """
    own = git(root, "config", "--default", "", "user.name").decode().strip()
    lines = git(root, "log", f"--format={_FORMAT}", f"{since}..HEAD").decode("utf-8", "replace").splitlines()
    names = {_MAIL.sub("", line).strip() for line in lines}
    return sorted((name for name in names if name and name != own and not name.endswith("[bot]")), key=str.casefold)
