"""Points that a person decided: ``geocache/hand_placed.toml``, each with its reason."""

from __future__ import annotations

import datetime
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from dashboard import closed_lists
from dashboard.ingest.dossiers import Slug, Strict, Text
from dashboard.problems import DataError, Problem

FILE_NAME = "hand_placed.toml"


class HandPlaced(Strict):
    """A point that a person decided, with the reason; a row of ``hand_placed.toml``."""

    place: Slug
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    precision: Annotated[str, Field(pattern=f"^({'|'.join(closed_lists.PLACE_PRECISIONS)})$")]
    reason_en: Text
    date: datetime.date
    licence: Text


class _HandPlacedFile(Strict):
    placed: list[HandPlaced] = Field(default_factory=list)


def load_hand_placed(folder: Path) -> dict[str, HandPlaced]:
    """The hand-placed points in ``folder`` by place; none if there is no such file.

    Raises `DataError` naming the file and the entry if it is malformed or names a place twice.
    """
    path = folder / FILE_NAME
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8"))
        rows = _HandPlacedFile.model_validate(raw).placed
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        raise DataError(
            Problem(
                str(path),
                detail["msg"],
                "Mend the entry",
                f"placed[{detail['loc'][1]}]" if len(detail["loc"]) > 1 else None,
                str(detail["loc"][-1]) if detail["loc"] else "",
                detail["input"],
            )
            for detail in error.errors()
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(
            [Problem(str(path), f"cannot be read ({error})", "Mend the file, or delete it")]
        ) from error
    twice = [id_ for id_, count in Counter(row.place for row in rows).items() if count > 1]
    if twice:
        raise DataError(
            Problem(str(path), "a place is placed twice", "Keep one row", None, "place", id_)
            for id_ in twice
        )
    return {row.place: row for row in rows}
