"""Text files as people hand them over: read as UTF-8, or refused with a reason."""

from __future__ import annotations

from pathlib import Path

from dashboard.marking import marked
from dashboard.problems import DataError, Problem

_SAVE = marked("Save the file as UTF-8 without a byte order mark")

NOT_JSON = marked("is not JSON: {why}")
_MISSING = marked("there is no such file")
_NOT_UTF8 = marked("is not UTF-8: byte {byte} is out of place")


def read_utf8(path: Path, name: str) -> str:
    """The text of the file at ``path``, its line ends as they are.

    ``name`` is what messages call the file. Raises `DataError` with one `Problem` for
    a missing or unreadable file, a folder of that name, bytes that are not UTF-8, a
    byte order mark, or a NUL character (which no table and no dossier may hold).
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError([Problem(name, _MISSING, marked("Put it back"))]) from error
    except OSError as error:
        reason = "it is a folder, not a file" if path.is_dir() else str(error.strerror)
        problem, values = marked("cannot be read: {why}"), {"why": reason}
        raise DataError([Problem(name, problem, marked("Mend that"), values=values)]) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError([Problem(name, marked("is UTF-16, not UTF-8"), _SAVE, row=1)])
    if content.startswith(b"\xef\xbb\xbf"):
        raise DataError([Problem(name, marked("begins with a byte order mark"), _SAVE, row=1)])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            [Problem(name, _NOT_UTF8, _SAVE, row=line, values={"byte": f"0x{byte:02x}"})]
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problem = marked("holds a NUL character")
        raise DataError([Problem(name, problem, marked("Delete it"), row=line)])
    return text


def excerpt(value: object, length: int = 80) -> object:
    """``value``, cut to ``length`` characters if it is a longer text, to be quoted."""
    if isinstance(value, str) and len(value) > length:
        return value[: length - 1] + "…"
    return value
