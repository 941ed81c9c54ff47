"""The documentation is true: its code runs, its commands write, its slide shows the view."""

from __future__ import annotations

import re
import shlex
from html import unescape
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient
from starlette.applications import Starlette

from dashboard.embed import routes
from dashboard.export.command import command
from tests.asgi import ask
from tests.export import html_parts

ROOT = Path(__file__).parents[1]
EMBEDDING = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```$", EMBEDDING, re.M | re.S)


def run(cells: list[str]) -> list[nbformat.NotebookNode]:
    """The outputs of ``cells``, run by a real Jupyter kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=ROOT)
    return [output for cell in notebook.cells for output in cell.outputs]


def test_the_cells_run_in_jupyter_and_show_what_they_make() -> None:
    outputs = run([*blocks("python"), *blocks("{python}")])
    shown = [output.data for output in outputs if "data" in output]
    assert ["application/vnd.plotly.v1+json" in data for data in shown] == [True, False, False]
    for data in shown[1:]:
        assert data["text/html"].startswith("<iframe title=")
    printed = [output.text for output in outputs if output.output_type == "stream"]
    assert re.fullmatch(r"Culture.* · 2025 \d+\n", printed[0])


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_the_commands_write_their_files(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(line)
    assert words[:4] == ["python", "-m", "dashboard", "export"]
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command, words[4:])
    assert done.exit_code == 0, done.output
    path = tmp_path / words[-1]
    assert path.stat().st_size > 10_000
    if path.suffix == ".html":
        assert html_parts.settings(path.read_text(encoding="utf-8"))["selection"]


def test_the_slide_frames_a_file_that_a_command_writes() -> None:
    framed = re.findall(r'<iframe src="([^"]+)"', "".join(blocks("html")))
    files = [address for address in framed if "://" not in address]
    assert files
    assert all(f"-o {name}\n" in EMBEDDING for name in files)


def test_the_framed_addresses_are_views() -> None:
    addresses = re.findall(r'src="https://[^/]+(/embed\?[^"]+)"', "".join(blocks("html")))
    assert addresses
    for address in addresses:
        answer = ask(Starlette(routes=routes()), unescape(address))
        assert answer.status == 200
        assert b'class="em-notice"' not in answer.body
