from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.names import fold, has_marks, untitled


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Quảng Ninh", "quang ninh"),
        ("ĐỒNG NAI", "dong nai"),
        ("Bà Rịa - Vũng Tàu", "ba ria vung tau"),
        ("Saijō", "saijo"),
        ("ぎふ", "ぎふ"),
        ("ガ", "ガ"),
        ("群馬県", "群馬県"),
        ("  Ha   Long ", "ha long"),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_fold_keeps_sounds_of_kana_apart() -> None:
    assert fold("が") != fold("か")


@given(st.text())
def test_fold_twice_is_fold_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_marks() -> None:
    assert has_marks("Hạ Long")
    assert has_marks("Đa")
    assert not has_marks("HA-LONG")


@pytest.mark.parametrize(
    ("name", "bare", "kind"),
    [
        ("Osaka Prefecture", "osaka", "prefecture"),
        ("tỉnh Quảng Ninh", "quang ninh", "province"),
        ("Quang Ninh province", "quang ninh", "province"),
        ("Thành phố Hạ Long", "ha long", "city"),
        ("大阪府", "大阪", "prefecture"),
        ("東京都", "東京", "prefecture"),
        ("川崎市", "川崎", "city"),
        ("クアンニン省", "クアンニン", "province"),
    ],
)
def test_title_tells_the_kind(name: str, bare: str, kind: str) -> None:
    found = untitled(name)
    assert found is not None
    assert found[0] == bare
    assert kind in found[1]


@pytest.mark.parametrize("name", ["北海道", "京都", "Kawasaki", "City", ""])
def test_no_title(name: str) -> None:
    assert untitled(name) is None
