"""``python -m dashboard geocode``: asks for the places that the cache lacks."""

from __future__ import annotations

from pathlib import Path

import click
from tqdm import tqdm

from dashboard.ingest.gazetteer import Gazetteer
from dashboard.ingest.geocoders import Chain, GazetteerProvider, Provider, Report
from dashboard.ingest.network import USER_AGENT, make_provider
from dashboard.ingest.placement import load_cache, load_hand_placed
from dashboard.ingest.questions import questions
from dashboard.ingest.seeds import read_vocabulary
from dashboard.problems import DataError

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.option(
    "--provider",
    default="gazetteer",
    metavar="NAME",
    show_default=True,
    help="Who is asked: gazetteer (offline), nominatim, photon, or any geocoder of geopy by its "
    "name. One on the network is asked only for what the gazetteer does not know, "
    "unless --refresh names the places.",
)
@click.option("--url", default="", help="Another server of that provider, such as your own.")
@click.option(
    "--refresh",
    multiple=True,
    metavar="ID|all|misses",
    help="Ask again for this place, for all places, or for those that nobody knew. Repeatable.",
)
@click.option("--seeds", type=_FOLDER, default=Path("seeds"), show_default=True)
@click.option("--geocache", type=_FOLDER, default=Path("geocache"), show_default=True)
@click.option(
    "--user-agent",
    default=USER_AGENT,
    show_default=True,
    help="How you introduce yourself; the public Nominatim wants a way to reach you in it.",
)
@click.option("--timeout", default=10.0, show_default=True, help="Seconds to wait for each answer.")
@click.option(
    "--provider-option",
    "provider_options",
    multiple=True,
    metavar="NAME=VALUE",
    help="What else the geocoder needs, such as api_key=… . Repeatable.",
)
def geocode(
    provider: str,
    url: str,
    refresh: tuple[str, ...],
    seeds: Path,
    geocache: Path,
    user_agent: str,
    timeout: float,
    provider_options: tuple[str, ...],
) -> None:
    """Find where new places lie.

    These are the places that the cache in geocache/ lacks. Answers are kept as they arrive: a
    run that was ended goes on where it stopped. Exits with 1 if a provider did not answer or a
    file cannot be read or written.
    """
    try:
        places = read_vocabulary(seeds).place
        cache, hand_placed = load_cache(geocache), load_hand_placed(geocache)
        providers: list[Provider] = []
        if provider == "gazetteer" or not refresh:
            providers.append(GazetteerProvider(Gazetteer(geocache / "gazetteer")))
        if provider != "gazetteer":
            providers.append(
                make_provider(
                    provider,
                    url=url,
                    user_agent=user_agent,
                    timeout=timeout,
                    options=_options(provider_options),
                )
            )
        elif url or provider_options:
            raise click.UsageError("The gazetteer is offline: --url needs another --provider.")
        ids = {place.id for place in places}
        again = set(refresh) - {"all", "misses"}
        if unknown := again - ids:
            raise click.UsageError(f"No place has the id {', '.join(sorted(unknown))}.")
        if "all" in refresh:
            again = ids
        if "misses" in refresh:
            by_id = {place.id: place for place in places}
            again |= {
                place.id
                for place in places
                if not any(cache.hit(question) for question in questions(place, by_id))
            }
        chain = Chain(places, cache, hand_placed, providers, again)
        with tqdm(chain.in_order(), desc="geocode", unit="place") as bar:
            report = chain.run(bar)
    except DataError as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    _tell(report, len(places))


def _options(pairs: tuple[str, ...]) -> dict[str, str]:
    options = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator:
            raise click.UsageError(f"--provider-option {pair!r} must be NAME=VALUE.")
        options[name] = value
    return options


def _tell(report: Report, total: int) -> None:
    click.echo(
        f"{total} places: {report.from_cache} from the cache, {report.by_hand} placed by hand, "
        f"{report.from_members} regions. Asked {report.asked} questions: "
        f"{report.hits} hits, {report.misses} misses."
    )
    if report.unknown:
        click.echo(
            f"Nobody asked knows {len(report.unknown)} places: {', '.join(report.unknown)}. "
            "Venues, sites and districts are drawn at what they lie in; place any of them in "
            "hand_placed.toml, or ask another provider (--provider nominatim --refresh misses)."
        )
    for outage in report.outages:
        click.echo(f"Error: {outage}.", err=True)
    if report.outages:
        raise click.ClickException(
            f"{report.unanswered} places have no answer yet. What was answered is kept, and an "
            "outage is not kept as a miss: the same command asks for the rest."
        )
