"""Our JavaScript, run by Node on what Python hands it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.linked import bundle

ASKED = """
import { readFileSync } from "node:fs";
const asked = JSON.parse(readFileSync(0, "utf8"));
"""
SAID = "\nprocess.stdout.write(JSON.stringify(said));\n"
Engine = Callable[[str, str], Callable[[Any], Any]]


@pytest.fixture(scope="session")
def node(require_system: Callable[[object, str], None]) -> str:
    found = shutil.which("node")
    require_system(found, "apt-get install -y nodejs")
    return str(found)


@pytest.fixture(scope="session")
def engine(node: str, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """``engine(module, script)`` gives a function from ``asked`` to ``said``.

    ``script`` is JavaScript that sees the names of ``module`` and ``asked``, and declares ``said``.
    """

    def start(module: str, script: str) -> Callable[[Any], Any]:
        path: Path = tmp_path_factory.mktemp("node") / "run.mjs"
        path.write_text(bundle.module(module) + ASKED + script + SAID, encoding="utf-8")

        def run(asked: Any) -> Any:
            ran = subprocess.run(
                [node, str(path)],
                input=json.dumps(asked),
                capture_output=True,
                encoding="utf-8",
                timeout=60,
                check=False,
            )
            assert ran.returncode == 0, ran.stderr
            return json.loads(ran.stdout)

        return run

    return start
