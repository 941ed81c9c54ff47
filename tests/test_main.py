"""The command line as a whole: what it says to who does not know it yet."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dashboard.__main__ import COMMANDS


def told(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_without_a_command_it_lists_them_whole_and_says_how_to_see_the_page() -> None:
    code, said = told()
    assert code == 2
    assert "streamlit run dashboard/app.py" in said
    listed = said.partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == list(COMMANDS)
    assert "..." not in said.partition("Commands:")[2]


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [("exprot", "Did you mean export?"), ("Build", "Did you mean build?"), ("qqq", "geocode")],
)
def test_an_unknown_command_is_answered_with_a_known_one(wrong: str, answer: str) -> None:
    code, said = told(wrong)
    assert code == 2
    assert repr(wrong) in said
    assert answer in said
