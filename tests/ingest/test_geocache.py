from __future__ import annotations

import datetime
import multiprocessing
import os
import resource
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import closed_lists
from dashboard.ingest import geocache as module
from dashboard.ingest.geocache import Geocache
from dashboard.ingest.geocache_rows import COLUMNS, Answer, Question, read, serialise
from dashboard.problems import DataError

DAY = datetime.date(2026, 11, 22)
# Tests need to know the outcome of a fault in another process, whose memory is its own.
FORK = multiprocessing.get_context("fork")


def question(name: str = "Hạ Long") -> Question:
    return Question(name, "city", "VN", "Quang Ninh, Vietnam")


def hit(name: str = "Hạ Long", provider: str = "gazetteer", lat: float = 20.95) -> Answer:
    return Answer(
        question(name),
        "hit",
        provider,
        DAY,
        "test:1",
        "Ha Long, Quang Ninh",
        lat,
        107.07,
        (107.0, 20.9, 107.2, 21.0),
        "city",
        "CC0-1.0",
    )


def miss(name: str = "Hạ Long", provider: str = "gazetteer") -> Answer:
    return Answer(question(name), "miss", provider, DAY)


def test_what_is_recorded_is_there_next_time(tmp_path: Path) -> None:
    cache = Geocache(tmp_path)
    assert cache.hit(question()) is None
    cache.record(hit())
    cache.record(miss("Nowhere"))
    again = Geocache(tmp_path)
    assert again.hit(question()) == hit()
    assert again.hit(question("Nowhere")) is None
    assert again.is_missed(question("Nowhere"), "gazetteer")
    assert not again.is_missed(question("Nowhere"), "nominatim")
    assert not again.is_missed(question(), "gazetteer")


def test_the_file_is_sorted_text_whatever_the_order(tmp_path: Path) -> None:
    forth, back = tmp_path / "forth", tmp_path / "back"
    answers = [hit("B"), hit("A"), miss("C"), miss("Aa", "photon")]
    for folder, ordered in ((forth, answers[1:]), (back, answers[:0:-1])):
        folder.mkdir()
        cache = Geocache(folder)
        cache.record(answers[0])
        for answer in ordered:
            cache.record(answer)
    text = (forth / "places.csv").read_text()
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert (back / "places.csv").read_text() == text
    lines = text.splitlines()[1:]
    assert lines == sorted(lines)
    assert lines[-1] == 'C,city,VN,"Quang Ninh, Vietnam",miss,gazetteer,,,,,,,,,,,2026-11-22'


def test_a_hit_replaces_what_was_known_of_its_question_only(tmp_path: Path) -> None:
    cache = Geocache(tmp_path)
    for answer in (miss(), miss(provider="photon"), miss("Other"), hit("Third", lat=1.0)):
        cache.record(answer)
    cache.record(hit(provider="nominatim", lat=20.5))
    assert set(cache.answers.values()) == {
        hit(provider="nominatim", lat=20.5),
        miss("Other"),
        hit("Third", lat=1.0),
    }


def test_a_miss_replaces_only_the_same_providers_answer(tmp_path: Path) -> None:
    cache = Geocache(tmp_path)
    cache.record(hit(provider="nominatim"))
    cache.record(miss(provider="photon"))
    assert cache.hit(question()) == hit(provider="nominatim")
    cache.record(miss(provider="nominatim"))
    assert cache.hit(question()) is None


# Control characters, line ends among them, are taken out before anything is asked.
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1)
degrees = st.floats(-90, 90).map(lambda value: round(value, 6) + 0.0)


@given(
    st.lists(
        st.builds(
            Answer,
            st.builds(Question, texts, st.sampled_from(closed_lists.LOCATION_KINDS), texts, texts),
            st.just("hit"),
            texts,
            st.dates(),
            texts,
            texts,
            degrees,
            degrees,
            st.none() | st.tuples(degrees, degrees, degrees, degrees),
            st.sampled_from(closed_lists.PLACE_PRECISIONS),
            texts,
        ),
        max_size=5,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_survive_the_file(tmp_path: Path, answers: list[Answer]) -> None:
    expected = {(answer.question, answer.provider): answer for answer in answers}
    path = tmp_path / "places.csv"
    path.write_bytes(serialise(expected.values()))
    assert read(path) == expected
    assert serialise(read(path).values()) == path.read_bytes()


def record_forty(folder: Path, writer: str) -> None:
    cache = Geocache(folder)
    for number in range(40):
        cache.record(hit(f"{writer} {number:02}"))


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [FORK.Process(target=record_forty, args=(tmp_path, name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    names = {asked.query for asked, _ in Geocache(tmp_path).answers}
    assert names == {f"{name} {number:02}" for name in "ab" for number in range(40)}


def test_a_lock_that_is_never_released_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    cache = Geocache(tmp_path)
    with (
        filelock.FileLock(tmp_path / ".places.csv.lock"),
        pytest.raises(DataError, match="another run has held its lock"),
    ):
        cache.record(hit())


ROW = 'Ha Long,city,VN,"Quang Ninh, Vietnam",hit,gazetteer,x:1,Ha Long,20.9,107.1,,,,,city,CC0,'
HEAD = ",".join(COLUMNS) + "\n"


def corrupt() -> Iterator[tuple[str, str]]:
    good = HEAD + ROW + "2026-11-22\n"
    yield "", "row 1: wrong columns"
    yield "query,lat\nHa Long,20.9\n", "row 1: wrong columns (found 'query,lat')"
    yield good[:-30], "row 2: 10 values for 17 columns"
    yield good + "a,b\n", "row 3: 2 values for 17 columns (found 'a,b')"
    yield good.replace("20.9", "north"), "row 2, column lat: not a number of degrees"
    yield good.replace("20.9", "90.1"), "within ±90 (found '90.1')"
    yield good.replace("107.1", "inf"), "column lon"
    yield good.replace(",20.9", ","), "column lat: a hit needs a value here"
    yield good.replace("hit", "hut"), "column outcome: must be one of hit, miss (found 'hut')"
    yield good.replace(",city,VN", ",town,VN"), "column kind: must be one of"
    yield good.replace(",,,,city", ",1,,,city"), "a bounding box needs all four edges"
    yield good.replace("2026-11-22", "22/11/2026"), "column asked_date: not a date"
    yield good + ROW + "2026-11-23\n", "row 3, column query: the same question"
    yield good + '"Ha Long\n', "is no CSV"
    yield "<<<<<<< HEAD\n" + good, "row 1: wrong columns"


@pytest.mark.parametrize(("text", "message"), list(corrupt()))
def test_a_corrupt_file_is_explained_and_left_alone(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        Geocache(tmp_path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_text(encoding="utf-8") == text


def test_a_file_that_is_corrupted_during_a_run_is_left_alone(tmp_path: Path) -> None:
    cache = Geocache(tmp_path)
    cache.record(hit())
    (tmp_path / "places.csv").write_bytes(b"\xff\xff")
    with pytest.raises(DataError, match="cannot be read"):
        cache.record(miss("Nowhere"))
    assert (tmp_path / "places.csv").read_bytes() == b"\xff\xff"


def test_every_defect_is_told_at_once(tmp_path: Path) -> None:
    rows = ROW.replace("20.9", "x") + "2026-11-22\n" + ROW.replace("107.1", "y") + "2026-11-22\n"
    (tmp_path / "places.csv").write_text(HEAD + rows)
    with pytest.raises(DataError) as caught:
        Geocache(tmp_path)
    assert [problem.row for problem in caught.value.problems] == [2, 3]


def record_with_little_disk(folder: Path) -> None:
    """Ends with 7 if the answer was refused with an explanation."""
    cache = Geocache(folder)
    size = (folder / "places.csv").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, size + 10))
    try:
        cache.record(hit("One more"))
    except DataError as error:
        message = str(error)
        os._exit(7 if "cannot be written" in message and "Free disk space" in message else 8)
    os._exit(9)


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    Geocache(tmp_path).record(hit())
    before = (tmp_path / "places.csv").read_bytes()
    process = FORK.Process(target=record_with_little_disk, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == 7
    assert (tmp_path / "places.csv").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} <= {"places.csv", ".places.csv.lock"}


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that any user can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def record_as_nobody(folder: Path) -> None:
    """Ends with 7 if the answer was refused with an explanation."""
    if os.geteuid() == 0:
        # Permissions do not bind root.
        os.setgid(65534)
        os.setuid(65534)
    try:
        Geocache(folder).record(hit("One more"))
    except DataError as error:
        os._exit(7 if "cannot be written (Permission denied)" in str(error) else 8)
    os._exit(9)


def test_an_unwritable_folder_keeps_what_was_there(public_folder: Path) -> None:
    Geocache(public_folder).record(hit())
    before = (public_folder / "places.csv").read_bytes()
    (public_folder / ".places.csv.lock").unlink(missing_ok=True)
    public_folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    process = FORK.Process(target=record_as_nobody, args=(public_folder,))
    process.start()
    process.join(60)
    public_folder.chmod(0o755)
    assert process.exitcode == 7
    assert (public_folder / "places.csv").read_bytes() == before


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder"):
        Geocache(tmp_path / "none").record(hit())
    assert not (tmp_path / "none").exists()
