"""What a dataset says about one locality, as plain data: events, partners, sectors, figures.

Counts follow one rule: an event that names a place counts for every place this lies in.
Ha Long's events are Quang Ninh's, Quang Ninh's are Vietnam's, and a prefecture's are
those of the regions it belongs to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.places import LOCALITY_KINDS, containing_places
from dashboard.tables import Tables
from dashboard.views.newest import places_in_line

AHEAD = ("planned", "proposed")


@dataclass(frozen=True, slots=True)
class Partner:
    """A locality on the other side: ``events`` in which both take part, and agreements."""

    location_id: str
    events: int
    partnership_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearCount:
    """Events that begin in a year: those that took place or go on, and those still wished for."""

    begun: int = 0
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Locality:
    """What the tables say about the place ``location_id``.

    ``events`` are so many; ``event_ids``: begun ones, the latest first, then what is still to
    come, then the undated. ``partners``: localities of other countries that take part in the same
    events, and localities that there is a partnership with, most events first.
    ``countries``: events per other country that takes part as a whole.
    ``guests``: events per locality of another country that took part in what was held
    here without this place being a party. ``years``: events per year of their first day
    (or, where that is unknown, their last). ``sectors``: events per sector, most first.
    ``figure_ids``: numbers stated about exactly this place, those of one measure
    together, the newest first.
    """

    location_id: str
    events: int
    event_ids: tuple[str, ...]
    partners: tuple[Partner, ...]
    countries: Mapping[str, int]
    guests: Mapping[str, int]
    years: Mapping[int, YearCount]
    undated: int
    sectors: Mapping[str, int]
    figure_ids: tuple[str, ...]


class Localities:
    """The links between events and places, arranged once for questions about any place."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.containing = containing_places(tables)
        places = tables["locations"].set_index("location_id")
        self._country = {str(key): str(code) for key, code in places["country_code"].items()}
        self._name = {str(key): str(name) for key, name in places["name_en"].items()}
        localities = set(places.index[places["kind"].isin(LOCALITY_KINDS)])
        self._localities = _counting(
            (place, outer)
            for place, around in self.containing.items()
            for outer in around & localities
        )
        # A country counts where it is a party itself; all that lies in it is listed as it is.
        countries = places.index[places["kind"] == "country"]
        self._countries = _counting((place, place) for place in countries)
        self._links = tables["event_locations"][["event_id", "location_id", "role"]]

    def events_at(self, location_id: str, *, taking_part: bool = False) -> frozenset[str]:
        """Ids of the events that name the place or one within it.

        With ``taking_part`` only those that name it as a party or as what they are about,
        not merely as where they are held. Raises `KeyError` if there is no such place.
        """
        self._country[location_id]
        within = [place for place, around in self.containing.items() if location_id in around]
        named = self._links["location_id"].isin(within)
        if taking_part:
            named &= self._links["role"] != "venue"
        return frozenset(self._links.loc[named, "event_id"])

    def about(self, location_id: str, today: dt.date) -> Locality:
        """Everything about one place; raises `KeyError` if there is no such place."""
        event_ids = self.events_at(location_id)
        part = self.events_at(location_id, taking_part=True)
        events = self._tables["events"]
        events = events[events["event_id"].isin(event_ids)]
        years, undated = _years(events)
        return Locality(
            location_id,
            len(events),
            newest_first(events, today),
            self._partners(location_id, part),
            _sorted(self._abroad(location_id, part, self._countries), self._name),
            _sorted(self._abroad(location_id, event_ids - part, self._localities), self._name),
            years,
            undated,
            self._sectors(event_ids),
            self._figures(location_id),
        )

    def _abroad(
        self, location_id: str, event_ids: frozenset[str], counting: pd.DataFrame
    ) -> dict[str, int]:
        """How many of these events each place of another country takes part in.

        ``counting`` says for which places a named one (``location_id``) counts (``place_id``).
        """
        country = self._country[location_id]
        links = self._links
        links = links[
            links["event_id"].isin(event_ids)
            & (links["role"] != "venue")
            & (links["location_id"].map(self._country) != country)
        ]
        pairs = links.merge(counting, on="location_id")[["event_id", "place_id"]]
        counts = pairs.drop_duplicates()["place_id"].value_counts()
        return {str(place): int(count) for place, count in counts.items()}

    def _partners(self, location_id: str, event_ids: frozenset[str]) -> tuple[Partner, ...]:
        events = self._abroad(location_id, event_ids, self._localities)
        agreed: dict[str, list[str]] = {}
        since: dict[str, str] = {}
        for row in self._tables["partnerships"].itertuples():
            ends = (str(row.location_a_id), str(row.location_b_id))
            outside = [place for place in ends if location_id not in self.containing[place]]
            if len(outside) == 1:
                agreed.setdefault(outside[0], []).append(str(row.partnership_id))
                since[str(row.partnership_id)] = str(row.since_edtf)
        partners = [
            Partner(
                place,
                events.get(place, 0),
                # The latest first; those without a date last.
                tuple(sorted(agreed.get(place, ()), key=lambda key: since[key], reverse=True)),
            )
            for place in {**events, **agreed}
        ]
        return tuple(
            sorted(
                partners,
                key=lambda one: (
                    -one.events,
                    -len(one.partnership_ids),
                    self._name[one.location_id],
                    one.location_id,
                ),
            )
        )

    def _sectors(self, event_ids: frozenset[str]) -> dict[str, int]:
        links = self._tables["event_sectors"]
        links = links.loc[links["event_id"].isin(event_ids), ["event_id", "sector_id"]]
        counts = links.drop_duplicates()["sector_id"].value_counts()
        order = self._tables["sectors"].set_index("sector_id")["position"]
        found = {str(sector): int(count) for sector, count in counts.items()}
        return dict(sorted(found.items(), key=lambda item: (-item[1], order[item[0]])))

    def _figures(self, location_id: str) -> tuple[str, ...]:
        figures = self._tables["figures"]
        mine = figures[figures["location_id"] == location_id]
        order = {measure: i for i, measure in enumerate(self._tables["measures"]["measure_id"])}
        # Sorted twice, for the newest first within a measure; both sorts keep ties in order.
        rows = sorted(mine.itertuples(), key=lambda row: str(row.as_of_edtf), reverse=True)
        rows.sort(key=lambda row: order[str(row.measure_id)])
        return tuple(str(row.figure_id) for row in rows)


def newest_first(events: pd.DataFrame, today: dt.date) -> tuple[str, ...]:
    """Ids of ``events``: the latest begun first, then what is to come, then the undated."""
    first = _first_days(events)
    days = first.to_numpy("datetime64[D]").astype(np.int64)
    place = places_in_line(days, first.notna().to_numpy(), today)
    return tuple(events["event_id"].iloc[np.argsort(place, kind="stable")])


def first_and_last(
    tables: Tables, event_ids: Collection[str], today: dt.date
) -> tuple[str, str] | None:
    """The first and the latest of these events that have begun; none if none has a date.

    What is planned or proposed has not taken place and is neither.
    """
    events = tables["events"]
    events = events[events["event_id"].isin(event_ids) & ~events["status"].isin(AHEAD)]
    first = _first_days(events)
    begun = first[first <= pd.Timestamp(today)].sort_values(kind="stable")
    if begun.empty:
        return None
    ends = events.loc[[begun.index[0], begun.index[-1]], "event_id"]
    return str(ends.iloc[0]), str(ends.iloc[1])


def _first_days(events: pd.DataFrame) -> pd.Series:
    return events["start_date"].fillna(events["end_date"])


def _years(events: pd.DataFrame) -> tuple[dict[int, YearCount], int]:
    years = _first_days(events).dt.year
    ahead = events["status"].isin(AHEAD)
    counts = {
        int(year): YearCount(int((~group).sum()), int(group.sum()))
        for year, group in ahead.groupby(years)
    }
    return counts, int(years.isna().sum())


def _counting(pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(sorted(pairs), columns=["location_id", "place_id"], dtype="str")


def _sorted(counts: Mapping[str, int], name: Mapping[str, str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], name[item[0]], item[0])))
