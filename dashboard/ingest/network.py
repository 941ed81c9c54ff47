"""Network geocoders: any of geopy's, asked slowly, patiently and only on request.

A provider that does not answer raises `OutageError`: this is neither a hit nor a miss, and
nothing of it may be kept.
"""

from __future__ import annotations

import datetime
import inspect
import ipaddress
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from geopy.adapters import URLLibAdapter
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeopyError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import SERVICE_TO_GEOCODER
from geopy.location import Location

from dashboard.ingest.geocache_rows import PRECISION_OF_KIND, Answer, Question
from dashboard.ingest.outages import OutageError
from dashboard.ingest.replies import Box, Candidate, Reader, read_any, read_nominatim, read_photon

USER_AGENT: Final = "locality-dashboard/0.1"
# The usage policy of the public Nominatim: at most one request a second.
POLITE_SECONDS: Final = 1.0
ATTEMPTS: Final = 3
RETRY_SECONDS: Final = 5.0
# A server that asks for a longer pause than this is left alone until the next run.
LONGEST_WAIT_SECONDS: Final = 120.0
# Degrees by which a place may lie outside the box of its unit: islands, simplified borders.
MARGIN: Final = 0.1

_READERS: Mapping[str, Reader] = {"nominatim": read_nominatim, "photon": read_photon}


class _Limiter(RateLimiter):
    """geopy's limiter, with the clock and the sleep handed in."""

    def __init__(
        self,
        func: Callable[..., Any],
        delay: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        # Retrying is left to `NetworkProvider`: this class would retry what cannot
        # succeed, ignore Retry-After and, unless told not to, answer None to an outage.
        super().__init__(
            func,
            min_delay_seconds=delay,
            max_retries=0,
            error_wait_seconds=delay,
            swallow_exceptions=False,
        )
        self._now, self._pause = clock, sleep

    def _clock(self) -> float:
        return self._now()

    def _sleep(self, seconds: float) -> None:
        self._pause(seconds)


class NetworkProvider:
    """A geopy geocoder behind the interface of the chain.

    ``geocode`` is the geocoder's bound method. ``delay`` is the least time between two
    requests in seconds; ``clock`` and ``sleep`` are those of `time` outside tests.
    """

    def __init__(
        self,
        name: str,
        geocode: Callable[..., Any],
        *,
        delay: float = POLITE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self._read = _READERS.get(name, read_any)
        self._sleep = sleep
        accepted = inspect.signature(geocode).parameters
        wanted = {"exactly_one": False, "limit": 10, "language": "en"}
        self._options = {key: value for key, value in wanted.items() if key in accepted}
        self._takes_country = "country_codes" in accepted
        self._geocode = _Limiter(geocode, delay, clock, sleep)

    def ask(self, question: Question, within: Box | None) -> Answer:
        """The provider's answer: its first result of the right kind, inside ``within``.

        ``within`` is the box of the unit that the place lies in, if it is known.
        Raises `OutageError` when the provider does not answer, or not intelligibly.
        """
        today = datetime.datetime.now(datetime.UTC).date()
        for candidate in self._candidates(question):
            if candidate.fits and _is_inside(candidate, within):
                return Answer(
                    question,
                    "hit",
                    self.name,
                    today,
                    candidate.provider_ref,
                    " ".join(candidate.matched_name.split()),
                    candidate.lat,
                    candidate.lon,
                    candidate.box,
                    PRECISION_OF_KIND[question.kind],
                    candidate.licence,
                )
        return Answer(question, "miss", self.name, today)

    def _candidates(self, question: Question) -> list[Candidate]:
        options: dict[str, object] = dict(self._options)
        if self._takes_country:
            options["country_codes"] = question.country_code.lower()
        for attempt in range(1, ATTEMPTS + 1):
            wait = RETRY_SECONDS * attempt
            try:
                return self._parse(self._geocode(question.text, **options), question)
            except GeocoderRateLimited as error:
                wait = wait if error.retry_after is None else float(error.retry_after)
                if wait > LONGEST_WAIT_SECONDS:
                    raise OutageError(
                        self.name,
                        question.text,
                        f"it asks to be left alone for {wait:.0f} seconds",
                        "Wait that long, then run the same command again",
                        kind="barred",
                    ) from error
                reason = "too many requests (HTTP 429)"
            except GeocoderQueryError as error:
                # It answers, but not this question: no reason to give up the others.
                raise OutageError(
                    self.name,
                    question.text,
                    f"it refuses the question ({error})",
                    "Place it by hand, or ask another provider",
                    kind="refused",
                ) from error
            except (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges) as error:
                raise OutageError(
                    self.name,
                    question.text,
                    f"it denies access ({error})",
                    "Check --user-agent, --provider-option and the provider's terms of use",
                    kind="barred",
                ) from error
            except GeopyError as error:
                reason = str(error) or type(error).__name__
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                # What geopy's parsers raise at JSON that is not what the provider documents.
                reason = f"its reply is not what was expected ({error!r})"
            if attempt < ATTEMPTS:
                self._sleep(wait)
        raise OutageError(
            self.name,
            question.text,
            f"{reason.splitlines()[0][:200]}; asked {ATTEMPTS} times",
            "Check the network and --url, then run the same command again",
            kind="failed",
        )

    def _parse(
        self, found: Location | Sequence[Location] | None, question: Question
    ) -> list[Candidate]:
        locations = [found] if isinstance(found, Location) else found or []
        if any(location.latitude == 0 == location.longitude for location in locations):
            # geopy puts a result without coordinates there.
            raise ValueError("a result without coordinates")
        return [
            self._read(location, question.kind, question.country_code) for location in locations
        ]


def _is_inside(candidate: Candidate, within: Box | None) -> bool:
    if within is None:
        return True
    west, south, east, north = within
    return (
        west - MARGIN <= candidate.lon <= east + MARGIN
        and south - MARGIN <= candidate.lat <= north + MARGIN
    )


def make_provider(
    name: str,
    *,
    url: str = "",
    user_agent: str = USER_AGENT,
    timeout: float = 10.0,
    options: Mapping[str, str] | None = None,
) -> NetworkProvider:
    """The geopy geocoder called ``name``, at ``url`` if it is not the usual server.

    ``options`` are further arguments of geopy's class, such as ``api_key``. Raises
    `ValueError`, with a message for the user, if geopy has no such geocoder or it does
    not take these arguments.
    """
    name = name.lower()
    if name not in SERVICE_TO_GEOCODER:
        known = ", ".join(sorted(SERVICE_TO_GEOCODER))
        raise ValueError(f"geopy has no geocoder called {name!r}. It has: {known}")
    kind: Any = SERVICE_TO_GEOCODER[name]
    # geopy's other adapter sleeps out any Retry-After by itself, however long it is.
    arguments: dict[str, Any] = {"adapter_factory": URLLibAdapter, "timeout": timeout}
    arguments |= {"user_agent": user_agent} | dict(options or {})
    host = ""
    if url:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host:
            raise ValueError(f"--url {url!r} must begin with http:// or https:// and name a host")
        arguments |= {"scheme": parts.scheme, "domain": parts.netloc + parts.path.rstrip("/")}
    accepted = inspect.signature(kind).parameters
    for argument in arguments:
        if argument not in accepted:
            option = "--url" if argument in ("scheme", "domain") else argument
            raise ValueError(f"geopy's {kind.__name__} takes no {option}")
    try:
        geocoder = kind(**arguments)
    except (GeopyError, TypeError) as error:
        raise ValueError(
            f"geopy's {kind.__name__} cannot be used so: {error}. "
            "Give what it needs with --provider-option NAME=VALUE"
        ) from error
    return NetworkProvider(
        name, geocoder.geocode, delay=0.0 if _is_loopback(host) else POLITE_SECONDS
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
