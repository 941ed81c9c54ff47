"""Which figures speak of the same thing, which of them differ, and when dates contradict."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import closed_lists
from dashboard.disagreements import by_subject, dates_differ, figures_differ, in_words


def figure(number: float, **cells: object) -> SimpleNamespace:
    """A row of the table figures: ``number`` localities at a forum, but for ``cells``."""
    row: dict[str, object] = {
        "figure_id": f"f-{number}",
        "measure_id": "localities",
        "event_id": "forum",
        "location_id": "",
        "counterpart_id": "",
        "value": number,
        "value_upper": float("nan"),
        "qualifier": "exactly",
        "sense": "reported",
        "as_of_edtf": "2025-11-25",
        "source_id": "paper",
    }
    return SimpleNamespace(**{**row, **cells})


def test_what_was_expected_stands_beside_what_was_counted_from_the_least_on() -> None:
    figures = [
        figure(18, sense="expected"),
        figure(16, as_of_edtf="2025-12-05", source_id="embassy"),
        figure(15, sense="expected"),
    ]
    [group] = by_subject(figures)
    assert [(row.value, row.sense) for row in group] == [
        (15, "expected"),
        (16, "reported"),
        (18, "expected"),
    ]
    assert figures_differ(group)


def test_a_target_is_compared_with_targets_alone() -> None:
    figures = [figure(250), figure(500, sense="target"), figure(500, sense="target")]
    groups = by_subject(figures)
    assert [[row.value for row in group] for group in groups] == [[250], [500, 500]]
    assert not any(figures_differ(group) for group in groups)
    assert figures_differ(by_subject([figure(400, sense="target"), figures[1]])[0])


def test_an_expectation_that_came_true_is_no_difference() -> None:
    [group] = by_subject([figure(37, sense="expected"), figure(37)])
    assert not figures_differ(group)


@pytest.mark.parametrize("column", ["measure_id", "event_id", "location_id", "counterpart_id"])
def test_other_subjects_are_not_set_against_each_other(column: str) -> None:
    assert len(by_subject([figure(1), figure(2, **{column: "other"})])) == 2


def test_a_localitys_numbers_of_two_years_are_a_series() -> None:
    of_place = {"event_id": "", "location_id": "gunma"}
    series = [
        figure(12000, as_of_edtf="2023", **of_place),
        figure(16000, as_of_edtf="2025", **of_place),
        figure(16000, as_of_edtf="2025", qualifier="about", **of_place),
    ]
    assert [figures_differ(group) for group in by_subject(series)] == [False, True]


def test_words_without_a_number_come_last() -> None:
    nothing = float("nan")
    [group] = by_subject([figure(nothing, qualifier="many"), figure(3), figure(2, value_upper=5.0)])
    assert [in_words(row) for row in group] == ["2 to 5", "3", "many"]


@given(
    st.lists(
        st.builds(
            figure,
            st.sampled_from([1.0, 2.0, float("nan")]),
            measure_id=st.sampled_from(["a", "b"]),
            sense=st.sampled_from(closed_lists.FIGURE_SENSES),
            qualifier=st.sampled_from(["about", "many"]),
        ),
        max_size=8,
    )
)
def test_every_figure_stands_in_one_group_of_its_kind(figures: list[SimpleNamespace]) -> None:
    groups = by_subject(figures)
    assert sorted(id(row) for group in groups for row in group) == sorted(map(id, figures))
    for group in groups:
        assert len({(row.measure_id, row.sense == "target") for row in group}) == 1
        assert figures_differ(group) == (len({in_words(row) for row in group}) > 1)


@pytest.mark.parametrize(
    ("stated", "differ"),
    [
        (["2025-11-25", "2025-11-24/2025-11-25"], True),
        (["2014", "2014-12-25", ""], False),
        (["2014", "2015-01-01"], True),
        (["2014", "2014-12", "2014-11"], True),
        (["2025-11-25", "2025-11-25"], False),
        (["", ""], False),
        ([], False),
    ],
)
def test_dates_differ_where_one_cannot_lie_in_the_other(stated: list[str], differ: bool) -> None:
    assert all(dates_differ(order) is differ for order in permutations(stated))
