"""A database that stops while its page is open, and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.serving import serving
from tests.warehouse import servers
from tests.warehouse.servers import PASSWORD, Postgres

ROWS = 4_000
MAPPING = """
table = "events"
title = "Events in a database"
[columns]
date = "day"
title = "name"
place = ["town"]
category = "tag"
"""


@pytest.fixture
def postgres(require_system: Callable[[object, str], None]) -> Iterator[Postgres]:
    require_system(servers.programs(), servers.APT_LINE)
    with servers.postgres() as running:
        numbers = range(ROWS)
        frame = pd.DataFrame(
            {
                "day": pd.date_range("2001-01-01", periods=ROWS).date,
                "name": [f"Event {n}" for n in numbers],
                "town": [("Hanoi", "Osaka", "Kobe")[n % 3] for n in numbers],
                "tag": [("culture", "trade")[n % 2] for n in numbers],
            }
        )
        running.load("events", pa.Table.from_pandas(frame))
        yield running


def test_a_page_outlives_its_database(
    postgres: Postgres, tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    address = f"postgres://reader:${{PG_PASSWORD}}@127.0.0.1:{postgres.port}/postgres"
    settings = {
        "PG_PASSWORD": PASSWORD,
        "LOCALITY_DASHBOARD_MAPPING": str(mapping),
        "LOCALITY_DASHBOARD_MOST_GROUPS": "1000",
    }
    log = tmp_path / "server.log"
    with log.open("w+b") as written, serving(address, settings=settings, log=written) as it:
        seen = visit().open(it.url)
        page = seen.page
        heading = page.locator("h2.ec-heading span")
        expect(heading).to_have_text("4,000 of 4,000 events")
        shown = seen.view("Array.from(view.timeline.counts.at(-1))")

        postgres.stop()
        page.locator("[data-sector]", has_text="culture").click()
        message = page.get_by_text("The warehouse does not answer; the view shows")
        expect(message).to_be_visible()
        expect(page.get_by_text("It is asked again every few seconds")).to_be_visible()
        assert seen.view("Array.from(view.timeline.counts.at(-1))") != shown, "the view goes on"
        seen.view(
            "view.timeline.setFocus(...argument.map((iso) => Date.parse(iso) / 864e5))",
            ["2005-03-01", "2005-04-01"],
        )
        grain = page.locator(".lv-grain")
        expect(grain).to_contain_text("Finer counts cannot be had now")
        expect(page.locator("[data-linked-view]")).to_have_attribute("data-events", "2000")
        told = page.content()

        postgres.start()
        expect(heading).to_have_text("2,000 of 4,000 events")
        expect(message).to_have_count(0)
        expect(page.get_by_text("It is asked again every few seconds")).to_have_count(0)
        expect(page.locator("article.ec")).to_have_count(20)
        expect(grain).to_contain_text("Counted by days")
        expect(grain).not_to_contain_text("cannot be had")

        # Restarted while nobody asks: who asks next hears nothing of it.
        postgres.stop()
        postgres.start()
        page.locator("[data-sector]", has_text="trade").click()
        expect(heading).to_have_text("4,000 of 4,000 events")
        expect(message).to_have_count(0)
        told += page.content()
        # A page that outlives its server complains of that.
        page.close()
    # The browser says of each answer that there was none.
    seen.complaints = [one for one in seen.complaints if "503" not in one]
    assert PASSWORD not in told
    assert "päss" not in told
    assert "s3cret" not in told + log.read_text(encoding="utf-8")
