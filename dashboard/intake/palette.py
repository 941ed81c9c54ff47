"""Colours for categories that nobody has chosen colours for.

Each keeps 3 : 1 against both pages, light and dark, and each prefix of the list is as far
apart as a search found, also to colour-blind eyes; neighbours differ most. A test measures.
"""

COLORS = (
    "#0d65ba",
    "#ee6600",
    "#bb77ee",
    "#669977",
    "#aa4477",
    "#606a02",
    "#7766dd",
    "#00aa44",
    "#9988bb",
    "#996655",
    "#666699",
    "#bb6600",
    "#0088cc",
    "#bb3333",
    "#dd7766",
    "#aa66bb",
    "#007733",
    "#3399ee",
    "#aa8811",
    "#cc4466",
)
# What is no category of its own: the rest, and rows without one.
REST_COLOR = "#7d8590"
