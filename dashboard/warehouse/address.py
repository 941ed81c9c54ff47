"""What ``--data`` may name beside a dataset's folder; nothing here needs a warehouse's libraries.

An address holds credentials, or the names of environment variables (``${NAME}``) that do.
They are filled in only for the connection, and no text that this makes shows them.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from dashboard.problems import DataError, Problem
from dashboard.tables import PACKAGE_FILE

TEXTS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".txt")
PARQUET = ".parquet"
_NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
# Too short a text is no secret, and hiding it would garble messages.
_SHORTEST_SECRET = 3


def option(name: str, variable: str, arguments: Sequence[str] | None = None) -> str:
    """What the command line says behind ``--name``, else the environment ``variable``."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    found = os.environ.get(variable, "")
    for position, argument in enumerate(given):
        if argument == f"--{name}":
            found = "".join(given[position + 1 : position + 2])
        elif argument.startswith(f"--{name}="):
            found = argument.removeprefix(f"--{name}=")
    return found


def mapping_path(arguments: Sequence[str] | None = None) -> Path | None:
    """The file named by ``--mapping``, else by ``LOCALITY_DASHBOARD_MAPPING``."""
    named = option("mapping", "LOCALITY_DASHBOARD_MAPPING", arguments)
    return Path(named) if named else None


def is_warehouse(data: str) -> bool:
    """Whether ``data`` names a table to be grouped where it is, and not a dataset's folder."""
    if _SCHEME.match(data) or "*" in data or data.lower().endswith((*TEXTS, PARQUET)):
        return True
    folder = Path(data)
    return (
        bool(data)
        and folder.is_dir()
        and not (folder / PACKAGE_FILE).exists()
        and any(_parts(folder))
    )


def listed(named: str) -> list[Path]:
    """The files that a path, a folder or a pattern names, in order; of a path itself, there or not.

    A folder is one of Parquet files, which may lie in folders within, as partitions do.
    """
    path = Path(named)
    if path.is_dir():
        return sorted(_parts(path))
    if "*" not in named or path.exists():
        return [path]
    plain = list(takewhile(lambda part: "*" not in part, path.parts))
    return sorted(_parts(Path(*plain), "/".join(path.parts[len(plain) :])))


def _parts(folder: Path, pattern: str = f"**/*{PARQUET}") -> Iterator[Path]:
    """The files in ``folder`` that are meant.

    What begins with an underscore or a dot is not finished, or no part of the data: so do Spark
    and others name it.
    """
    for path in folder.glob(pattern):
        if not any(part.startswith(("_", ".")) for part in path.relative_to(folder).parts):
            yield path


@dataclass(frozen=True)
class Address:
    """Where a table lies: a file (or files), or a backend's URL.

    ``shown`` is what messages call it. ``url`` is complete, with credentials, and ``secrets``
    are what no message may hold; neither is part of the text of this object.
    """

    shown: str
    files: str = ""
    table: str = ""
    url: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def scheme(self) -> str:
        """The backend's name; empty for files."""
        return self.url.partition("://")[0].lower()


def address(data: str, environment: Mapping[str, str]) -> Address:
    """The address in ``data``; ``environment`` fills in its ``${NAME}``.

    Raises `DataError` for a name that is not set and for a URL that is none.
    """
    if not _SCHEME.match(data):
        return Address(Path(data).name or data, files=data)
    missing = [name for name in _NAMED.findall(data) if not environment.get(name)]
    if missing:
        problem = "is not set in the environment or in the secrets"
        remedy = "Set it, or mend its name in the address"
        raise DataError([Problem("--data", problem, remedy, value=f"${{{missing[0]}}}")])
    secrets = {environment[name] for name in _NAMED.findall(data)}
    # Filled in part by part: a secret may hold signs that mean something in a URL.
    scheme, rest = data.split("://", 1)
    host, _, query = rest.partition("?")
    host = _NAMED.sub(lambda found: _quoted(environment[found[1]], found, host), host)
    pairs = [(key, _filled(value, environment)) for key, value in parse_qsl(query)]
    table = next((value for key, value in pairs if key == "table"), "")
    pairs = [pair for pair in pairs if pair[0] != "table"]
    try:
        parts = urlsplit(f"{scheme}://{host}")
        password, user, where = parts.password or "", parts.username or "", parts.hostname or ""
        port = parts.port
    except ValueError:
        remedy = "Write BACKEND://USER:PASSWORD@HOST/DATABASE?table=NAME"
        raise DataError([Problem("--data", "is no address", remedy)]) from None
    secrets |= {password, unquote(password)}
    # What else an address may carry, such as tokens, is in its parameters.
    secrets |= {value for key, value in pairs if re.search("pass|token|key|secret|pwd", key)}
    shown = f"{scheme}://{where}{f':{port}' if port else ''}{parts.path}"
    for secret in filter(None, secrets):
        shown = shown.replace(secret, "…")
    query = urlencode(pairs)
    url = f"{scheme}://{parts.netloc}{parts.path}" + (f"?{query}" if query else "")
    hidden = tuple(one for one in secrets if len(one) >= _SHORTEST_SECRET and one != user)
    return Address(shown, table=table, url=url, secrets=hidden)


def _filled(text: str, environment: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda found: environment[found[1]], text)


def _quoted(value: str, found: re.Match[str], host: str) -> str:
    # A variable that holds the whole rest of the address brings its own signs.
    return value if found[0] == host else quote(value, safe="")
