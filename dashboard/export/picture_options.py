"""What the command line lets one choose of a picture."""

from __future__ import annotations

from dashboard.export.request import Option

PART = Option("picture", ("both", "map", "timeline"), "What a picture shows")
RATIO = Option("ratio", ("16:9", "4:3", "1:1"), "Shape of a picture")
SCALE = Option("scale", ("2", "1", "3", "4"), "Times the pixels of a plain slide (1280 × 720)")
TRANSPARENT = Option("transparent", ("no", "yes"), "Whether the background is left out")
