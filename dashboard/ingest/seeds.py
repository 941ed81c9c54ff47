"""Reading ``seeds/``: every dossier, vocabulary and story, or every reason why not.

A person who mends a file wants all its errors at once, so nothing here stops at the
first: files that cannot be parsed, entries that pydantic refuses and ids that lead
nowhere are collected over the whole folder and raised together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.ingest import complaints, references, story_seeds
from dashboard.ingest.dossiers import Dossier, Vocabulary
from dashboard.ingest.package import Dataset
from dashboard.ingest.story_seeds import StoryFile
from dashboard.problems import DataError, Problem
from dashboard.textfiles import read_utf8

DATASET_FILE = "dataset.toml"
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Seeds:
    """Everything in ``seeds/``: what the dataset is, the closed lists, the dossiers, the stories.

    ``dossiers`` are in the order of their ids; the lists in that of their files.
    """

    dataset: Dataset
    vocabulary: Vocabulary
    dossiers: tuple[Dossier, ...]
    stories: tuple[StoryFile, ...] = ()


def read_seeds(folder: Path) -> Seeds:
    """The dossiers and vocabularies in ``folder``, and its stories if there are any.

    Raises `DataError` with every problem of every file: a missing or empty folder,
    text that is not UTF-8, TOML that does not parse, entries of the wrong shape, ids
    that are unknown or given twice, places or events that contain themselves.
    """
    problems: list[Problem] = []
    dataset: Dataset | None = None
    if not folder.is_dir():
        raise DataError(
            [Problem(str(folder), "there is no such folder", "Name the folder with --seeds")]
        )
    try:
        raw = _toml(folder / DATASET_FILE, f"{folder.name}/{DATASET_FILE}")
        dataset = _model(Dataset, raw, f"{folder.name}/{DATASET_FILE}")
    except DataError as error:
        problems += error.problems
    loose = references.Loose()
    vocabularies = _models(Vocabulary, folder, "vocabulary", problems, loose)
    dossiers = _models(Dossier, folder, "sources", problems, loose)
    stories: dict[str, StoryFile] = {}
    if (folder / "stories").exists():
        stories = _models(StoryFile, folder, "stories", problems, loose)
    problems += references.check(vocabularies, dossiers, loose)
    lookup = references.lookup_of(vocabularies, dossiers, loose)
    problems += story_seeds.check(stories, lookup)
    if problems or dataset is None:
        raise DataError(problems)
    in_order = sorted(dossiers.values(), key=lambda dossier: dossier.source.id)
    return Seeds(dataset, _merged(vocabularies), tuple(in_order), tuple(stories.values()))


def read_vocabulary(folder: Path) -> Vocabulary:
    """The closed lists in ``folder/vocabulary`` alone, without the dossiers.

    Enough to place the places while dossiers are being written. Raises `DataError` as
    `read_seeds` does, for problems of the vocabulary.
    """
    problems: list[Problem] = []
    loose = references.Loose()
    vocabularies = _models(Vocabulary, folder, "vocabulary", problems, loose)
    problems += references.check(vocabularies, {}, loose)
    if problems:
        raise DataError(problems)
    return _merged(vocabularies)


def _merged(vocabularies: Mapping[str, Vocabulary]) -> Vocabulary:
    parts = vocabularies.values()
    return Vocabulary(
        place=[place for part in parts for place in part.place],
        sector=[sector for part in parts for sector in part.sector],
        kind=[kind for part in parts for kind in part.kind],
        measure=[measure for part in parts for measure in part.measure],
        actor=[actor for part in parts for actor in part.actor],
    )


def _models(
    model: type[_Model],
    folder: Path,
    part: str,
    problems: list[Problem],
    loose: references.Loose,
) -> dict[str, _Model]:
    found: dict[str, _Model] = {}
    name = f"{folder.name}/{part}"
    if not (folder / part).is_dir():
        problems.append(Problem(name, "there is no such folder", "Put it back"))
        return found
    paths = sorted(path for path in (folder / part).iterdir() if not path.name.startswith("."))
    for path in paths:
        file = f"{name}/{path.name}"
        if path.suffix != ".toml":
            # A misspelt ending must not lose a document without a word.
            if path.suffix != ".md":
                problems.append(
                    Problem(file, "is no .toml file and would be ignored", "Rename or move it")
                )
            continue
        try:
            raw = _toml(path, file)
        except DataError as error:
            problems += error.problems
            # Nothing is known of what it defines: do not report ids it may define.
            loose.anything = True
            continue
        try:
            found[file] = _model(model, raw, file)
        except DataError as error:
            problems += error.problems
            loose.add(raw)
    if not any(path.suffix == ".toml" for path in paths):
        problems.append(Problem(name, "holds no .toml file", "Add one, as the README shows"))
    return found


def _toml(path: Path, file: str) -> dict[str, object]:
    text = read_utf8(path, file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        reason = _LINE.sub("", str(error)).replace("(at end of document)", "").strip()
        raise DataError(
            [Problem(file, f"is not TOML: {reason}", "Correct this line", row=line)]
        ) from error
    except RecursionError as error:
        raise DataError(
            [Problem(file, "is nested too deeply to be read", "Write it flatter")]
        ) from error


def _model(model: type[_Model], raw: dict[str, object], file: str) -> _Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise DataError(complaints.problems(error, raw, file)) from error
