"""Where the work is done: here, in processes of this machine, on a Dask cluster; behind one interface.

Chunks of items go in, their outcomes come back in any order. Work is idempotent, so whatever a lost worker was doing is
simply done again; a chunk that keeps killing its worker is halved until the one document that does is alone, and that
one is set aside.
"""

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from timeline.errors import InvalidInput, TimelineError

Given = TypeVar("Given")
Result = TypeVar("Result")

PATIENCE = 3
"""Times a chunk may lose its worker before it is halved."""
AHEAD = 2
"""Chunks in hand for each worker, so that none waits for the next."""

log = logging.getLogger(__name__)


class WorkerLost(Exception):
    """The worker died while it had this chunk."""


class ClusterLost(TimelineError):
    """The cluster's scheduler is gone; what was stored is there, and the same command goes on behind it."""


class Here(Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done already."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Workers:
    """One executor, made anew when it breaks. `size` is how many workers it has."""

    size = 1

    def submit(self, fn: Callable[[Any], Any], given: Any) -> Future[Any]:
        """Start work on something."""
        raise NotImplementedError

    def lost(self, error: BaseException) -> bool:
        """Whether an error says that the worker died, not that the work failed; the executor is whole again then."""
        return False

    def close(self, *, now: bool = False) -> None:
        """Let the workers go; `now` without waiting for what they do."""


class Serial(Workers):
    """In this process."""

    def submit(self, fn: Callable[[Any], Any], given: Any) -> Future[Any]:
        """Do it at once."""
        return Here().submit(fn, given)


class Processes(Workers):
    """Processes of this machine. One that dies breaks the whole pool (CPython's design), which is then replaced."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # Spawned, not forked: a database connection or a thread does not survive a fork.
        return ProcessPoolExecutor(self.size, multiprocessing.get_context("spawn"), _prepare_worker)

    def submit(self, fn: Callable[[Any], Any], given: Any) -> Future[Any]:
        """Queue it for the next free process."""
        try:
            return self._pool.submit(fn, given)
        except BrokenProcessPool:
            self._replace()
            return self._pool.submit(fn, given)

    def lost(self, error: BaseException) -> bool:
        """A broken pool is replaced."""
        if isinstance(error, BrokenProcessPool):
            self._replace()
            return True
        return False

    def _replace(self) -> None:
        if getattr(self._pool, "_broken", False):
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._start()

    def close(self, *, now: bool = False) -> None:
        """Let the processes end."""
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=not now, cancel_futures=True)
        if now:
            for process in processes:
                process.kill()


def _prepare_worker() -> None:
    """Ctrl-C is the parent's to handle; and where the parent is gone, so is this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


class Cluster(Workers):
    """Workers of a Dask cluster, by its scheduler's address (tcp://host:8786)."""

    def __init__(self, address: str, timeout: float = 15) -> None:
        try:
            from distributed import Client
            from distributed.client import FutureCancelledError
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise TimelineError("a cluster needs Dask: pip install 'timeline[cluster]'") from None
        self._killed, self._cancelled = KilledWorker, FutureCancelledError
        self._address = address
        try:
            self._client = Client(address, timeout=timeout, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise InvalidInput(f"no Dask scheduler at {address} ({type(error).__name__})", "cluster") from None
        self.size = max(sum(self._client.nthreads().values()), 1)
        self._executor = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[[Any], Any], given: Any) -> Future[Any]:
        """Hand it to the scheduler."""
        if self._client.status != "running":
            raise self._gone()
        future: Future[Any] = self._executor.submit(fn, given)
        return future

    def lost(self, error: BaseException) -> bool:
        """A task that killed several workers is lost; when the scheduler is gone, so is everything."""
        if isinstance(error, self._killed):
            return True
        if isinstance(error, self._cancelled) or self._client.status != "running":
            raise self._gone() from None
        return False

    def alive(self) -> bool:
        """Whether the scheduler still answers."""
        return bool(self._client.status == "running")

    def _gone(self) -> ClusterLost:
        return ClusterLost(f"the scheduler at {self._address} is gone; run the command again to go on where it stopped")

    def close(self, *, now: bool = False) -> None:
        """Leave the cluster; it stays up."""
        self._executor.shutdown(wait=False)
        self._client.close(timeout=2)


@dataclass(slots=True)
class _Chunk(Generic[Given]):
    items: tuple[Given, ...]
    losses: int = 0


def spread(
    work: Callable[[tuple[Given, ...]], Result],
    chunks: Iterable[tuple[Given, ...]],
    workers: Workers,
    give_up: Callable[[Given], Result],
) -> Iterator[Result]:
    """The outcomes of `work` on every chunk, as they come; `give_up` is the outcome of an item that kills its worker.

    No more than AHEAD chunks for each worker are in hand at a time, so memory stays flat however long `chunks` is.
    Errors of `work` itself are raised.
    """
    given = iter(chunks)
    suspects: deque[_Chunk[Given]] = deque()
    running: dict[Future[Result], _Chunk[Given]] = {}
    done = False
    while running or suspects or not done:
        # What lost its worker runs alone, so that it is clear which chunk did it.
        while not suspects and not done and len(running) < AHEAD * workers.size:
            items = next(given, None)
            if items is None:
                done = True
            else:
                chunk = _Chunk(items)
                running[workers.submit(work, items)] = chunk
        if suspects and not running:
            chunk = suspects.popleft()
            running[workers.submit(work, chunk.items)] = chunk
        finished, _ = wait(running, return_when=FIRST_COMPLETED, timeout=5)
        for future in finished:
            chunk = running.pop(future)
            error = future.exception()
            if error is None:
                yield future.result()
            elif workers.lost(error):
                log.warning("a worker was lost; %d documents are read again", len(chunk.items))
                yield from _again(chunk, suspects, give_up)
            else:
                raise error
        if not finished and isinstance(workers, Cluster) and not workers.alive():
            raise workers._gone()


def _again(
    chunk: _Chunk[Given], suspects: deque[_Chunk[Given]], give_up: Callable[[Given], Result]
) -> Iterator[Result]:
    chunk.losses += 1
    if chunk.losses < PATIENCE:
        suspects.append(chunk)
    elif len(chunk.items) == 1:
        yield give_up(chunk.items[0])
    else:
        half = len(chunk.items) // 2
        suspects.extend(_Chunk(part, PATIENCE - 1) for part in (chunk.items[:half], chunk.items[half:]))
