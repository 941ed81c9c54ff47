"""The figures as a table, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.measures import Samples

# Page name → samples; event count → these.
Results = Mapping[int, Mapping[str, Samples]]


def table(results: Results) -> str:
    """One block per number of events: medians, 95th percentiles and the ratio of medians."""
    return "\n\n".join(_block(events, pages) for events, pages in results.items())


def _block(events: int, pages: Mapping[str, Samples]) -> str:
    ours, plain = pages["dashboard"], pages["plain"]
    names = list(dict.fromkeys([*ours.values, *plain.values]))
    rows = [
        f"### {events:,} events",
        "",
        "| | this page | p95 | plain page | p95 | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in names:
        one, other = ours.median(name), plain.median(name)
        ratio = one / other if one is not None and other else None
        cells = [
            *(_number(one), _number(ours.p95(name)), _number(other), _number(plain.p95(name))),
            "" if ratio is None else f"{ratio:.2f}",
        ]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def growth(results: Results, name: str) -> str:
    """How a median of this page grows from the smallest dataset to the largest."""
    first, last = min(results), max(results)
    one, other = (results[size]["dashboard"].median(name) for size in (first, last))
    if first == last or not one or other is None:
        return ""
    return f"{name}: {other / one:.2f} times as much at {last:,} events as at {first:,}"


def imports(samples: Samples) -> str:
    return "\n".join(
        f"{name}: {_number(samples.median(name))} ms (p95 {_number(samples.p95(name))})"
        for name in samples.values
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
