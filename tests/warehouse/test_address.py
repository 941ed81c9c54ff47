"""What ``--data`` may name, and that nobody ever reads a password."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import quote

import pytest

from dashboard.problems import DataError
from dashboard.warehouse.address import address, is_warehouse, listed, mapping_path
from dashboard.warehouse.opening import open_source
from tests.warehouse.servers import PASSWORD, Postgres

SECRET = "pass/w@rd:with?signs&more"  # noqa: S105
MAPPING = 'table = "{table}"\n[columns]\ndate = "{date}"\n'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("events.csv", True),
        ("Events.PARQUET", True),
        ("parts/*.parquet", True),
        ("postgres://host/database?table=events", True),
        ("duckdb:///rows.duckdb?table=events", True),
        ("data", False),
        ("", False),
        ("events.xlsx", False),
    ],
)
def test_what_is_a_warehouse(data: str, expected: bool) -> None:
    assert is_warehouse(data) is expected


def test_a_folder_of_parquet_files_is_a_warehouse_unless_it_is_a_dataset(tmp_path: Path) -> None:
    assert not is_warehouse(str(tmp_path))
    (tmp_path / "a.parquet").touch()
    assert is_warehouse(str(tmp_path))
    (tmp_path / "datapackage.json").touch()
    assert not is_warehouse(str(tmp_path))


def test_a_folder_of_partitions_is_all_their_files_that_are_finished(tmp_path: Path) -> None:
    names = ["year=2020/b.parquet", "year=2020/month=1/a.parquet", "year=2021/a.parquet"]
    for name in [*names, "_temporary/c.parquet", "year=2021/.d.parquet", "year=2021/_SUCCESS"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert is_warehouse(str(tmp_path))

    def found(named: str) -> list[str]:
        return sorted(path.relative_to(tmp_path).as_posix() for path in listed(named))

    assert found(str(tmp_path)) == names
    assert found(f"{tmp_path}/**/*.parquet") == names
    assert found(f"{tmp_path}/year=2021/*.parquet") == ["year=2021/a.parquet"]
    assert found(f"{tmp_path}/*/a.parquet") == ["year=2021/a.parquet"]
    assert found(f"{tmp_path}/*.csv") == []
    assert found(f"{tmp_path}/none.parquet") == ["none.parquet"]


def test_the_mapping_is_named_by_option_before_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALITY_DASHBOARD_MAPPING", "one.toml")
    assert mapping_path([]) == Path("one.toml")
    assert mapping_path(["--mapping", "two.toml"]) == Path("two.toml")
    assert mapping_path(["--mapping=three.toml"]) == Path("three.toml")


@pytest.mark.parametrize(
    ("data", "environment"),
    [
        (f"postgres://reader:{quote(SECRET, safe='')}@host:5432/base?table=t", {}),
        ("postgres://reader:${SECRET}@host:5432/base?table=t", {"SECRET": SECRET}),
        ("${URL}", {}),
    ],
)
def test_a_password_is_in_the_url_alone(data: str, environment: dict[str, str]) -> None:
    if data == "${URL}":
        data = "postgres://${WHERE}?table=t"
        environment = {"WHERE": f"reader:{quote(SECRET, safe='')}@host:5432/base"}
    where = address(data, environment)
    assert where.url == f"postgres://reader:{quote(SECRET, safe='')}@host:5432/base"
    assert where.table == "t"
    assert SECRET in where.secrets
    for text in (repr(where), str(where), where.shown):
        assert SECRET not in text
        assert quote(SECRET, safe="") not in text
    assert where.shown == "postgres://host:5432/base"


def test_a_token_among_the_parameters_is_a_secret() -> None:
    where = address("snowflake://user@account/base?access_token=abcdef&table=t", {})
    assert "abcdef" in where.secrets
    assert "abcdef" not in repr(where)


def test_a_variable_that_is_not_set_is_told_by_its_name() -> None:
    with pytest.raises(DataError, match=r"\$\{NOWHERE\}.*not set|not set.*NOWHERE"):
        address("postgres://reader:${NOWHERE}@host/base", {})


class TestPostgres:
    """A real server that asks for a password."""

    @pytest.fixture
    def mapping(self, tmp_path: Path) -> Path:
        path = tmp_path / "mapping.toml"
        path.write_text(MAPPING.format(table="few", date="day"), encoding="utf-8")
        return path

    def said(
        self,
        postgres: Postgres,
        mapping: Path,
        caplog: pytest.LogCaptureFixture,
        *,
        password: str = PASSWORD,
        base: str = "postgres",
    ) -> str:
        """All that is told of a failure: errors with their causes, and every line of the log."""
        url = f"postgres://reader:${{PASSWORD}}@127.0.0.1:{postgres.port}/{base}"
        caplog.set_level(logging.DEBUG)
        with pytest.raises(DataError) as caught:
            open_source(url, mapping, environment={"PASSWORD": password})
        chain: list[str] = []
        error: BaseException | None = caught.value
        while error is not None:
            chain += [str(error), repr(error)]
            error = None if error.__suppress_context__ else error.__cause__ or error.__context__
        return "\n".join([*chain, caplog.text])

    @pytest.mark.parametrize("base", ["postgres", "no_such_base"])
    @pytest.mark.parametrize("password", [PASSWORD, "wrong-but-secret"])
    def test_no_failure_tells_the_password(
        self,
        postgres: Postgres,
        mapping: Path,
        caplog: pytest.LogCaptureFixture,
        password: str,
        base: str,
    ) -> None:
        said = self.said(postgres, mapping, caplog, password=password, base=base)
        assert f"127.0.0.1:{postgres.port}" in said
        assert password not in said
        assert quote(password, safe="") not in said

    def test_a_missing_table_is_told(
        self, postgres: Postgres, mapping: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert "no such table" in self.said(postgres, mapping, caplog)

    def test_a_missing_column_is_told(
        self, postgres: Postgres, mapping: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with postgres.connect() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS lacking (other date)")
        mapping.write_text(MAPPING.format(table="lacking", date="day"), encoding="utf-8")
        said = self.said(postgres, mapping, caplog)
        assert "no such column" in said
        assert "other" in said
