"""What a server does before its first viewer comes: read the data, and what pages need."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module

from dashboard.linked.assets import Asset, libraries
from dashboard.opening import shown_data
from dashboard.problems import DataError

_PAGE = ("dashboard.panels", "dashboard.session", "dashboard.upload", "dashboard.upload_outcome")


def warm_up(read_secrets: Callable[[], object]) -> None:
    """Begin to open the data, and beside it to load what a page needs, in the background.

    ``read_secrets`` fills the environment, which tells where the data are. Whoever comes
    meanwhile waits for what is begun; what fails here fails for them again, with a message.
    """

    def read() -> None:
        read_secrets()
        with suppress(DataError):
            dataset, _problems = shown_data()
            _compress(dataset.assets.values())

    def load() -> None:
        _compress(libraries().values())
        for name in _PAGE:
            import_module(name)

    for work in (read, load):
        threading.Thread(target=work, name="warm up", daemon=True).start()


def _compress(assets: Iterable[Asset]) -> None:
    for asset in assets:
        # Made once, by whoever asks first.
        _ = asset.compressed
