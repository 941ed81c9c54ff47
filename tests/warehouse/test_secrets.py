"""What stands in Streamlit's secrets.toml fills in addresses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).parents[2] / "dashboard" / "page.py"
SECRET = "kept-in-secrets"  # noqa: S105


def test_the_page_finds_a_password_among_the_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ".streamlit"
    folder.mkdir()
    (folder / "secrets.toml").write_text(f'WAREHOUSE_SECRET = "{SECRET}"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # Set and taken back by the fixture, as Streamlit sets it for good.
    monkeypatch.setenv("WAREHOUSE_SECRET", "")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('table = "t"\n[columns]\ndate = "day"\n', encoding="utf-8")
    # Nobody listens there.
    address = "postgres://reader:${WAREHOUSE_SECRET}@127.0.0.1:1/base"
    monkeypatch.setenv("LOCALITY_DASHBOARD_DATA", address)
    monkeypatch.setenv("LOCALITY_DASHBOARD_MAPPING", str(mapping))
    page = AppTest.from_file(str(PAGE), default_timeout=60).run()
    shown = "\n".join(str(element.value) for element in [*page.error, *page.code])
    assert os.environ["WAREHOUSE_SECRET"] == SECRET
    assert "does not answer" in shown
    assert "not set" not in shown
    assert SECRET not in shown
