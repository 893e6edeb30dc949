"""The crew: worker processes, each led by a thread of the server; none is left behind."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import multiprocessing
import queue
import threading
from typing import TYPE_CHECKING

from batchgen.sandbox import render, words
from batchgen.sandbox.studio import worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

SILENCE = 600.0
"""Seconds without a sign of life after which a worker counts as stuck."""
TRIES = 2


class WorkerError(Exception):
    """A worker died or broke; the text is for the log."""


@dataclasses.dataclass(frozen=True)
class Task:
    """One order for a worker. `progress` is called from the thread that leads the worker."""

    kind: str
    order: object
    progress: Callable[[int], None]
    result: concurrent.futures.Future[object] = dataclasses.field(default_factory=concurrent.futures.Future)


class Crew:
    """`count` workers, started when there is work for them."""

    def __init__(self, count: int) -> None:
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._leaders = [Leader(self._tasks) for _ in range(count)]

    def give(self, task: Task) -> None:
        """Give a task to the next free worker; its `result` says what came of it."""
        self._tasks.put(task)

    def stop(self) -> None:
        """End all workers now, at their work or not, and wait until they are gone."""
        for _ in self._leaders:
            self._tasks.put(None)
        for leader in self._leaders:
            leader.stop()
        for leader in self._leaders:
            leader.join()

    def processes(self) -> list[int]:
        """Return the process ids of the workers that run."""
        return [leader.pid for leader in self._leaders if leader.pid]


class Leader:
    """A thread that hands tasks to one worker process, and starts another one if it dies."""

    def __init__(self, tasks: queue.SimpleQueue[Task | None]) -> None:
        self._tasks = tasks
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._stopping = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._lead, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The worker's process id, or 0."""
        process = self._process
        return (process.pid or 0) if process is not None and process.is_alive() else 0

    def stop(self) -> None:
        """End the worker process; the thread follows."""
        with self._lock:
            self._stopping = True
            process = self._process
        if process is not None:
            process.terminate()

    def join(self) -> None:
        """Wait until process and thread are gone; a process that does not listen is killed."""
        process = self._process
        if process is not None:
            process.join(3.0)
            if process.is_alive():
                process.kill()
                process.join(3.0)
        self._thread.join(3.0)

    def _lead(self) -> None:
        while (task := self._tasks.get()) is not None and not self._stopping:
            try:
                task.result.set_result(self._carry_out(task))
            except (render.FilmError, WorkerError) as error:
                task.result.set_exception(error)

    def _carry_out(self, task: Task) -> object:
        for _ in range(TRIES):
            try:
                return self._once(task)
            except (EOFError, OSError):
                # the worker died under this task (out of memory, a codec's crash): once more, in a new one
                self._dismiss()
                if self._stopping:
                    break
        raise WorkerError(words.FILMS_STOPPED)

    def _once(self, task: Task) -> object:
        pipe = self._worker()
        pipe.send((task.kind, task.order))
        while True:
            if not pipe.poll(SILENCE):
                raise EOFError
            word, value = pipe.recv()
            if word == "progress":
                task.progress(int(value))
            elif word == "done":
                return value
            elif word == "failed":
                raise render.FilmError(value[0], kind=value[1])
            else:
                raise WorkerError(str(value))

    def _worker(self) -> Connection:
        """Return the pipe of a living worker, started if need be."""
        with self._lock:
            if self._stopping:
                raise EOFError
            if self._process is None or self._pipe is None or not self._process.is_alive():
                # spawn: the same everywhere, and no thread or lock of the server is copied
                context = multiprocessing.get_context("spawn")
                self._pipe, theirs = context.Pipe()
                self._process = context.Process(target=worker.main, args=(theirs,), daemon=True)
                self._process.start()
                theirs.close()
            return self._pipe

    def _dismiss(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join(3.0)
