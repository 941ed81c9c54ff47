"""The two ends of a date as its source writes them, and as ISO 8601 without more precision."""

from __future__ import annotations

from dashboard import dates

_LENGTH = {"day": 10, "month": 7, "season": 4, "year": 4}


def ends(edtf: str) -> tuple[str, str]:
    """First and last date of ``edtf`` as written; empty where the interval is open.

    A date that is no interval is both of its ends: ``2025-10`` gives ``2025-10`` twice.
    """
    if "/" not in edtf:
        return edtf, edtf
    lower, upper = (side.strip() for side in edtf.split("/"))
    return lower.removeprefix(".."), upper.removeprefix("..")


def readable(edtf: str) -> dates.Period | None:
    """The period of ``edtf``; ``None`` if it is empty or no EDTF.

    The page opens datasets whose dates nobody checked. Such a date is handed on as text.
    """
    try:
        return dates.parse(edtf) if edtf else None
    except dates.DateError:
        return None


def reduced_iso(edtf: str) -> str:
    """One end of a date as ISO 8601 of reduced precision: ``2025-11-25``, ``2025-11``, ``2025``.

    For vocabularies that know no EDTF. Of a season only its year remains; a decade, and a
    date that is only approximately right, have no such form and give ``""``. An uncertain
    date (``2013?``) gives the date that the source offers, what is no EDTF gives ``""``.
    """
    # As half of an interval also the seasons that the parser refuses alone are read.
    period = readable(edtf) or (readable(f"{edtf}/..") if edtf else None)
    if period is None or period.is_approximate or period.start is None:
        return ""
    return period.start.isoformat()[: _LENGTH.get(period.precision, 0)]
