"""When a geocoder does not answer: neither a hit nor a miss."""

from __future__ import annotations

from typing import Literal


class OutageError(Exception):
    """No answer to ``question``, with the reason and what to do about it.

    ``kind`` tells what follows: a provider that *refused* may answer other questions,
    one that *failed* may do so later, and asking one that is *barred* anything more now
    is useless or rude.
    """

    def __init__(
        self,
        provider: str,
        question: str,
        reason: str,
        remedy: str,
        *,
        kind: Literal["refused", "failed", "barred"],
    ) -> None:
        self.provider, self.question, self.kind = provider, question, kind
        super().__init__(f"{provider} did not answer for {question!r}: {reason}. {remedy}")
