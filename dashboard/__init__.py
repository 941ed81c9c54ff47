"""Event timelines and maps whose every fact names its source.

For notebooks and scripts::

    from dashboard import linked_view, open_tables, place_map, timeline

They are imported when they are asked for: ``import dashboard`` itself costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.notebook import linked_view, open_tables, place_map, timeline

__all__ = ["linked_view", "open_tables", "place_map", "timeline"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'dashboard' has no attribute {name!r}")
    from dashboard import notebook

    return getattr(notebook, name)
