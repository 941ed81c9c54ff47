"""The cache of geocoders' answers: ``geocache/places.csv``, one row per place asked.

Every answer is written the moment it arrives: under a lock, on top of what the file
holds by then, by a rename. A run that is killed loses at most the answer in flight, and
two runs at once lose nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import filelock

from dashboard.files import write_atomic
from dashboard.ingest.geocache_rows import Answer, Question, order, read, serialise
from dashboard.problems import DataError, Problem

FILE_NAME: Final = "places.csv"
# Another run holds the lock for the milliseconds of one write; longer means that it hangs.
LOCK_SECONDS: Final = 30.0


class Geocache:
    """The cache file in ``folder``, read when it is made and after every `record`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._answers = read(self.path)

    @property
    def answers(self) -> Mapping[tuple[Question, str], Answer]:
        """All answers, by question and provider."""
        return self._answers

    def hit(self, question: Question) -> Answer | None:
        """The place found for ``question``, whoever found it."""
        found = [
            answer
            for answer in self._answers.values()
            if answer.question == question and answer.outcome == "hit"
        ]
        return min(found, key=order) if found else None

    def is_missed(self, question: Question, provider: str) -> bool:
        """Whether ``provider`` has answered that it does not know the place."""
        answer = self._answers.get((question, provider))
        return answer is not None and answer.outcome == "miss"

    def record(self, answer: Answer) -> None:
        """Write ``answer`` to the file, beside what others wrote there meanwhile.

        A hit takes the place of all earlier answers to its question; a miss only of the
        same provider's. Raises `DataError` if the file cannot be written or has become
        unreadable; it then stays as it was.
        """
        try:
            if not self.path.parent.is_dir():
                # The lock would make the folder, wherever a misspelt name points.
                raise FileNotFoundError(2, "there is no such folder")
            with filelock.FileLock(
                self.path.with_name(f".{FILE_NAME}.lock"), timeout=LOCK_SECONDS, mode=0o644
            ):
                answers = read(self.path)
                if answer.outcome == "hit":
                    answers = {
                        key: known
                        for key, known in answers.items()
                        if known.question != answer.question
                    }
                answers[answer.question, answer.provider] = answer
                write_atomic(self.path, serialise(answers.values()))
                self._answers = answers
        except filelock.Timeout as error:
            raise DataError(
                [
                    Problem(
                        str(self.path),
                        f"another run has held its lock for {LOCK_SECONDS:.0f} seconds",
                        "End that run, then run the same command again; nothing is lost",
                    )
                ]
            ) from error
        except OSError as error:
            raise DataError(
                [
                    Problem(
                        str(self.path),
                        f"cannot be written ({error.strerror or error})",
                        "Free disk space, or make the folder and its files writable, then run "
                        "the same command again: what it holds is intact and is not asked again",
                    )
                ]
            ) from error
