"""A table on the web, fetched for the command line alone; the page never fetches anything."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from email.message import Message
from urllib.parse import parse_qs, urlsplit

from dashboard.intake.limits import Limits
from dashboard.problems import DataError, Problem

# The pages of a Google Sheet for people, also where they are signed in several times; "d/e/" is
# one that is published on the web.
_SHEET = re.compile(
    r"/spreadsheets/(?:u/\d+/)?d/(?!e/)([A-Za-z0-9_-]+)"
    r"(?:/(?:(?:edit|view|htmlview|preview|copy|pubhtml)(?:/.*)?)?)?$"
)
_PUBLISHED = re.compile(r"/spreadsheets/(?:u/\d+/)?d/e/([A-Za-z0-9_-]+)/pubhtml$")
_CHUNK = 1 << 16
_SECONDS = 30


def is_address(text: str) -> bool:
    """Whether ``text`` is a web address rather than the name of a file."""
    return text.lower().startswith(("http://", "https://"))


def csv_address(address: str) -> str:
    """The address of the CSV of a public Google Sheet, from the one in the browser's bar.

    ``…/spreadsheets/d/KEY/edit#gid=7`` becomes ``…/spreadsheets/d/KEY/export?format=csv&gid=7``,
    and ``…/d/e/KEY/pubhtml`` becomes ``…/d/e/KEY/pub?output=csv``; any other address, such as one
    that asks for CSV or XLSX itself, is left as it is.
    """
    parts = urlsplit(address)
    gid = (parse_qs(parts.fragment) or parse_qs(parts.query)).get("gid", [""])[0]
    # Without its number it is the first sheet, which has any number.
    which = f"&gid={gid}" if gid else ""
    if match := _SHEET.search(parts.path):
        path = f"/spreadsheets/d/{match[1]}/export?format=csv{which}"
    elif match := _PUBLISHED.search(parts.path):
        path = f"/spreadsheets/d/e/{match[1]}/pub?output=csv{which}"
    else:
        return address
    return f"{parts.scheme}://{parts.netloc}{parts.path[: match.start()]}{path}"


def fetch(address: str, limits: Limits) -> tuple[str, bytes]:
    """A file name and the bytes at ``address``.

    Raises `DataError` where nothing answers, the answer is a page to log in on, or it is
    over the limit on size, which is told before the whole of it has come.
    """
    wanted = csv_address(address)
    request = urllib.request.Request(wanted, headers={"User-Agent": "locality-dashboard"})  # noqa: S310 - `is_address` lets http and https pass alone
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            kind = answer.headers.get_content_type()
            if kind == "text/html":
                problem = "answers with a web page, not with a table"
                remedy = "Share the sheet with everyone who has the link, or publish it as CSV"
                raise DataError([Problem(wanted, problem, remedy)])
            content = bytearray()
            while piece := answer.read(_CHUNK):
                content += piece
                limits.check_size(wanted, len(content))
            return _name(answer.headers, wanted, kind), bytes(content)
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        problem = f"cannot be fetched: {reason}"
        raise DataError([Problem(wanted, problem, "Check the address and the network")]) from error


def _name(headers: Message, address: str, kind: str) -> str:
    name = headers.get_filename() or urlsplit(address).path.rsplit("/", 1)[-1]
    name = re.sub(r"[/\\\0]", "-", name) or "table"
    return name if "." in name else f"{name}.csv" if kind == "text/csv" else name
