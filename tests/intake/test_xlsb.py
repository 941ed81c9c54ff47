"""Errors of formulas in XLSB are told, as those in XLSX and XLS are."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake import xlsb_marks
from dashboard.intake.limits import Limits
from dashboard.intake.odd_rows import FAILED
from dashboard.intake.reading import read
from tests.intake.test_build import made_of
from tests.intake.xlsb import ERRORS, archived, book, record, xlsb

ROWS = [["Date", "Event", "Place"], ["2024-03-05", "#REF!", "Hue"], ["2024-03-06", "Talk", "#N/A"]]


@pytest.mark.parametrize("is_formula", [False, True])
def test_an_error_is_read_as_it_is_shown(is_formula: bool) -> None:
    content = xlsb(ROWS, "Sự kiện", is_formula=is_formula)
    found = read(content, "a.xlsb", Limits())
    assert [list(row) for row in found.rows] == ROWS[1:]
    assert xlsb_marks.marks_of(content, "Another").errors == {}
    made = made_of(content, "a.xlsb")
    told = [
        (one.row, one.column, one.value) for one in made.rejected if one.reason.message == FAILED
    ]
    assert told == [(2, "Event", "#REF!"), (3, "Place", "#N/A")]


@given(st.lists(st.lists(st.sampled_from(["", "a", *ERRORS]), min_size=3, max_size=3), max_size=6))
def test_every_error_is_found_where_it_stands(rows: list[list[str]]) -> None:
    for is_formula in (False, True):
        marks = xlsb_marks.marks_of(xlsb([["a"] * 3, *rows], is_formula=is_formula), "Sheet")
        assert marks.errors == {
            (number, column): cell
            for number, row in enumerate(rows, start=2)
            for column, cell in enumerate(row)
            if cell in ERRORS
        }


@pytest.mark.parametrize("seed", range(60))
def test_a_broken_part_of_records_breaks_nothing(seed: int) -> None:
    draw = random.Random(seed)
    part = bytearray(
        b"".join(
            record(draw.choice([0, 3, 11, 156]), draw.randbytes(draw.randrange(12)))
            for _ in range(40)
        )
    )
    for _ in range(10):
        part[draw.randrange(len(part))] = draw.randrange(256)
    broken = bytes(part[: draw.randrange(len(part))])
    for workbook in (broken, book("Sheet")):
        marks = xlsb_marks.marks_of(archived(workbook, broken), "Sheet")
        assert set(marks.errors.values()) <= set(ERRORS)
