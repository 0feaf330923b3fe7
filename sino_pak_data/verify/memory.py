"""A bound on memory, where the system can hold it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MOST_MEMORY = 2 * 2**30
_STATM = Path("/proc/self/statm")


@contextmanager
def bounded(extra: int = MOST_MEMORY) -> Iterator[None]:
    """Let the process take `extra` bytes more than it has, and raise MemoryError beyond.

    Linux alone; elsewhere nothing is bounded here. What was allowed before is allowed again after.
    """
    try:
        import resource

        pages = int(_STATM.read_text().split()[0])
    except (ImportError, OSError):
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + extra
    if before[0] == resource.RLIM_INFINITY or wanted < before[0]:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
