"""The sectors' colours, measured: against both pages, and against each other.

Colour-blind sight is simulated with the matrices of Machado, Oliveira and Fernandes (2009,
"A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1).
Distances are Euclidean in OKLab, times 100: about 2 is just noticeable side by side.
"""

from __future__ import annotations

import tomllib
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from dashboard.intake.palette import COLORS, REST_COLOR
from tests.browser.conftest import ROOT

Floats = npt.NDArray[np.float64]
SIGHT: dict[str, Floats] = {
    "full": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def linear(colors: list[str]) -> Floats:
    """Linear RGB (N, 3) of "#rrggbb" colours."""
    coded = np.array([[int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)] for color in colors])
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def contrast(colors: list[str], background: str) -> Floats:
    """WCAG's contrast ratio of each colour with a background."""
    light, ground = linear(colors) @ LUMINANCE + 0.05, linear([background]) @ LUMINANCE + 0.05
    ratio: Floats = np.maximum(light, ground) / np.minimum(light, ground)
    return ratio


def distances(colors: list[str], sight: str) -> Floats:
    """How far apart each two colours look (N, N)."""
    seen = np.clip(linear(colors) @ SIGHT[sight].T, 0, 1)
    lab = np.cbrt(seen @ TO_CONES.T) @ TO_OKLAB.T
    return 100 * np.linalg.norm(lab[:, None] - lab[None], axis=-1)


@pytest.fixture(scope="module")
def sectors() -> list[dict[str, str]]:
    text = (ROOT / "seeds" / "vocabulary" / "sectors.toml").read_text(encoding="utf-8")
    listed: list[dict[str, str]] = tomllib.loads(text)["sector"]
    return listed


@pytest.fixture(scope="module")
def colors(sectors: list[dict[str, str]]) -> list[str]:
    return [sector["color"] for sector in sectors]


def test_measures_agree_with_known_values() -> None:
    assert contrast(["#000000", "#ffffff"], "#ffffff") == pytest.approx([21, 1])
    assert distances(["#ffffff", "#000000"], "full")[0, 1] == pytest.approx(100, abs=0.01)
    # A red and a green that differ for most look nearly alike without the middle cones.
    pair = ["#b5651d", "#6b8000"]
    assert distances(pair, "deuteranopia")[0, 1] < distances(pair, "full")[0, 1] / 3


@pytest.mark.parametrize("background", ["#ffffff", "#12171d"], ids=["light", "dark"])
def test_every_color_stands_out_from_the_page(colors: list[str], background: str) -> None:
    assert contrast(colors, background).min() >= 3


@pytest.mark.parametrize("sight", SIGHT)
def test_neighbours_of_the_stack_differ(colors: list[str], sight: str) -> None:
    apart = distances(colors, sight)
    assert np.diagonal(apart, 1).min() >= 9
    # The neighbours' neighbours too: a sector without events lets them meet.
    assert np.diagonal(apart, 2).min() >= 6.5


def test_no_two_sectors_look_the_same(colors: list[str]) -> None:
    """With this many, the legend's order and names must help; no two colours are one."""
    different = np.triu_indices(len(colors), 1)
    assert distances(colors, "full")[different].min() >= 5
    for sight in SIGHT:
        assert distances(colors, sight)[different].min() >= 2.4, sight


def test_families_stand_together(sectors: list[dict[str, str]]) -> None:
    runs = [
        one["family"]
        for one, other in pairwise([*sectors, {"family": ""}])
        if one["family"] != other["family"]
    ]
    assert len(runs) == len(set(runs))


@pytest.mark.parametrize("count", range(2, len(COLORS) + 1))
def test_colours_of_brought_categories_differ_however_many_there_are(count: int) -> None:
    """``count`` categories take the first colours; what is none of them comes last."""
    used = [*COLORS[:count], REST_COLOR]
    different = np.triu_indices(len(used), 1)
    for sight in SIGHT:
        apart = distances(used, sight)
        assert np.diagonal(apart[:count, :count], 1).min() >= 9, sight
        assert apart[different].min() >= 3, sight
    assert distances(used, "full")[different].min() >= 5


@pytest.mark.parametrize("background", ["#ffffff", "#12171d"], ids=["light", "dark"])
def test_colours_of_brought_categories_stand_out_from_the_page(background: str) -> None:
    assert contrast([*COLORS, REST_COLOR], background).min() >= 3
