"""The page as a whole: opens from a file, asks for nothing, says nothing on the console."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.explore.conftest import Browser

pytestmark = pytest.mark.browser

Opened = Callable[..., Browser]
VIEWS = (
    "",
    "timeline",
    "indicators",
    "claims",
    "map",
    "agreements",
    "balancing",
    "tables",
    "events/gwadar-handover-2013",
)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_in_silence(view: str, opened: Opened) -> None:
    page = opened(view)
    assert page.texts("main h1") != ["This view failed"]
    assert page.console() == []
