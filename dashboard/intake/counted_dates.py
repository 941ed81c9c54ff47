"""Days that a cell gives as a count: Excel's day numbers, and seconds since 1970."""

from __future__ import annotations

import datetime as dt

from dashboard.intake.date_parts import FIRST_YEAR, LAST_YEAR, NO_SUCH_YEAR, DateRefusedError


def from_serial(text: str, system: int) -> str:
    """The day of one of Excel's day numbers, which begin in 1900 or 1904 (``system``)."""
    number = float(text)
    # Excel takes 1900 for a leap year, so its days before March are one too late.
    epoch = dt.date(1904, 1, 1) if system == 1904 else dt.date(1899, 12, 30)
    if system != 1904 and number < 61:
        epoch = dt.date(1899, 12, 31)
    try:
        return _within(epoch + dt.timedelta(days=int(number)))
    except OverflowError as error:
        raise DateRefusedError(NO_SUCH_YEAR) from error


def from_unix(text: str, unit: int) -> str:
    """The day (UTC) of a count of seconds since 1970, or of ``unit`` parts of a second."""
    try:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=float(text) / unit)
    except OverflowError as error:
        raise DateRefusedError(NO_SUCH_YEAR) from error
    return _within(moment.date())


def _within(day: dt.date) -> str:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateRefusedError(NO_SUCH_YEAR)
    return day.isoformat()
