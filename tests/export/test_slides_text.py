from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from dashboard.export.slides_text import ELLIPSIS, cut, legal, text_width, wrapped
from dashboard.tables import Tables
from tests.export.small import HOSTILE

# The widest font that slides are drawn with where Arial and its twin are missing.
NOTO = Path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")
LINES = "Ha Long, Quảng Ninh và 群馬県、東京都 cooperate in 2025年11月25日; (ok) "
texts = st.text(st.sampled_from(sorted(set(LINES)))) | st.text(max_size=80).map(legal)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_legal_text_is_one_line_that_xml_can_hold(text: str) -> None:
    shown = legal(text)
    assert all(sign.isprintable() for sign in shown)
    assert shown == " ".join(shown.split())
    # What a reader sees stays: markup and formulas are text like any other.
    assert [sign for sign in text if sign.isprintable() and sign != " "] == [
        sign for sign in shown if sign != " "
    ]


def test_what_turns_the_direction_goes_and_what_joins_emoji_stays() -> None:
    assert legal("a\u202eb") == "a b"
    assert legal("👩\u200d🔬") == "👩\u200d🔬"


def test_no_title_of_the_dataset_is_wider_than_measured(committed: Tables) -> None:
    if not NOTO.exists():
        pytest.skip("Noto Sans is not where Debian's fonts-noto-core puts it")
    font = ImageFont.truetype(NOTO, 1000)
    titles = [*committed["events"]["title_en"], *committed["events"]["title_vi"]]
    assert len(titles) > 100
    for title in titles:
        drawn = font.getlength(title) / 1000 * 12 / 72
        assert drawn <= text_width(title, 12) + 1e-6, title
        # Nor is the measure so wide that half of a table stays empty.
        assert text_width(title, 12) < 1.15 * drawn + 0.01, title


def test_an_east_asian_sign_is_an_em_wide() -> None:
    assert text_width("群馬県", 12) == pytest.approx(3 * 12 / 72)
    assert text_width("が", 12) == text_width("か\u3099", 12)
    assert text_width("Ấ", 12) == text_width("A\u0302\u0301", 12)


@given(texts, st.floats(0.5, 8), st.sampled_from([10, 12, 28]))
def test_lines_fit_and_hold_every_sign(text: str, width: float, size: int) -> None:
    lines = wrapped(text, width, size)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, size) <= width or len(line) == 1 for line in lines)


@given(texts, st.floats(0.8, 8), st.integers(1, 4))
def test_a_cut_text_fits_and_says_that_it_is_cut(text: str, width: float, most: int) -> None:
    shown = cut(text, width, 12, most)
    assert len(wrapped(shown, width, 12)) <= most
    if shown != text:
        assert shown.endswith(ELLIPSIS)
        assert text.startswith(shown.removesuffix(ELLIPSIS))
        assert len(wrapped(text, width, 12)) > most


def test_japanese_lines_begin_with_no_comma() -> None:
    for width in (0.6, 0.9, 1.3, 2.0):
        assert not any(
            line[:1] in "、。）" for line in wrapped("群馬県、東京都（日本）。" * 4, width, 12)
        )
