import os
import signal
import time
from pathlib import Path

import pytest

from timeline.errors import InvalidInput
from timeline.ingest.executors import AHEAD, Cluster, Processes, Serial, Workers, spread

# Functions that run in other processes must be found there by name.


def double(numbers: tuple[int, ...]) -> list[int]:
    return [2 * number for number in numbers]


def die_on_thirteen(numbers: tuple[int, ...]) -> list[int]:
    if 13 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(numbers)


def die_once(numbers: tuple[int, ...]) -> list[int]:
    flag = Path(os.environ["TIMELINE_TEST_FLAG"])
    if 3 in numbers and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(numbers)


def fail(numbers: tuple[int, ...]) -> list[int]:
    raise InvalidInput("this failed")


def parent(numbers: tuple[int, ...]) -> list[int]:
    return [os.getpid()]


def give_up(number: int) -> list[int]:
    return [-number]


def chunks(count: int, size: int = 2) -> list[tuple[int, ...]]:
    return [tuple(range(first, first + size)) for first in range(0, count * size, size)]


def flat(results: object) -> list[int]:
    return sorted(number for result in results for number in result)  # type: ignore[attr-defined]


def test_in_this_process() -> None:
    assert flat(spread(double, chunks(4), Serial(), give_up)) == [0, 2, 4, 6, 8, 10, 12, 14]
    with pytest.raises(InvalidInput, match="this failed"):
        list(spread(fail, chunks(1), Serial(), give_up))


def test_no_more_is_read_than_the_workers_can_take() -> None:
    read = 0

    def endless() -> object:
        nonlocal read
        while True:
            read += 1
            yield (read,)

    results = spread(double, endless(), Serial(), give_up)  # type: ignore[arg-type]
    for _ in range(10):
        next(results)
    assert read <= 10 + AHEAD


def test_in_processes() -> None:
    workers = Processes(2)
    try:
        assert flat(spread(double, chunks(20), workers, give_up)) == [2 * number for number in range(40)]
        with pytest.raises(InvalidInput, match="this failed"):
            list(spread(fail, chunks(1), workers, give_up))
        assert os.getpid() not in flat(spread(parent, chunks(1), workers, give_up))
    finally:
        workers.close()


def test_a_process_that_is_killed_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_TEST_FLAG", str(tmp_path / "flag"))
    workers = Processes(2)
    try:
        assert flat(spread(die_once, chunks(10), workers, give_up)) == [2 * number for number in range(20)]
    finally:
        workers.close()
    assert (tmp_path / "flag").exists()


def test_the_one_item_that_kills_its_worker_is_given_up() -> None:
    workers = Processes(1)
    try:
        assert flat(spread(die_on_thirteen, chunks(3, 6), workers, give_up)) == sorted(
            [-13, *(2 * number for number in range(18) if number != 13)]
        )
    finally:
        workers.close()


def sleep(numbers: tuple[int, ...]) -> list[int]:
    Path(os.environ["TIMELINE_TEST_FLAG"]).write_text(str(os.getpid()))
    time.sleep(60)
    return []


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """A run that is killed leaves no process behind."""
    import subprocess
    import sys

    flag = tmp_path / "pid"
    code = (
        "from tests.test_ingest_executors import *\n"
        "if __name__ == '__main__':\n"
        "    list(spread(sleep, chunks(1), Processes(1), give_up))\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    root = Path(__file__).parent.parent
    environment = {**os.environ, "TIMELINE_TEST_FLAG": str(flag), "PYTHONPATH": str(root)}
    process = subprocess.Popen([sys.executable, str(script)], cwd=root, env=environment)
    deadline = time.monotonic() + 60
    while not (flag.exists() and flag.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    worker = int(flag.read_text())
    process.kill()
    process.wait()
    while time.monotonic() < deadline:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{worker}/stat").exists() and " Z " in Path(f"/proc/{worker}/stat").read_text():
            return
        time.sleep(0.1)
    pytest.fail("the worker is still there")


def test_a_scheduler_that_is_not_there() -> None:
    with pytest.raises(InvalidInput, match="no Dask scheduler"):
        Cluster("tcp://127.0.0.1:9", timeout=1)
    with pytest.raises(InvalidInput, match="no Dask scheduler"):
        Cluster("nonsense", timeout=1)


def test_the_interface_is_complete() -> None:
    with pytest.raises(NotImplementedError):
        Workers().submit(double, (1,))
