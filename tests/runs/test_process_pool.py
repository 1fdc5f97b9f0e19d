"""Worker processes: forked where that is safe, spawned elsewhere, and none of them left behind."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.runs.run import warm_up
from tests.process import ROOT, Start, ended

#: The beginning of a script; tasks are Python expressions where `eval` is the work.
SCRIPT = """
import fcntl, json, multiprocessing, os, signal, sys, threading, time
from sim.runs.process_pool import can_fork, worker_pool

def answer(pool, expression):
    pool.give(expression)
    while True:
        for worker, output in pool.results():
            worker.task = None
            return output
"""


def answers(code: str, folder: Path) -> object:
    """What a script prints as JSON, run as a process of its own, which has one thread."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT + code], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def members(group: int) -> list[int]:
    """The processes of a group that still run; zombies do not."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, _, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                if int(its_group) == group and state != "Z":
                    found.append(int(entry.name))
    return found


def wait_until(true: Callable[[], object], seconds: float) -> None:
    """Wait for something to become so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_worker_is_a_fork_only_of_a_process_with_one_thread(tmp_path: Path) -> None:
    code = """
sys.loaded = 1  # what a fork knows and a spawned process does not
ways = []
def way(*more):
    with worker_pool(1, eval) as pool:
        pool.fork_ahead(1)
        expressions = ("hasattr(__import__('sys'), 'loaded')", *more)
        ways.append((len(pool.workers), *(answer(pool, expression) for expression in expressions)))
way()
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
way("type(__import__('pandas')).__name__", "__import__('pandas').Series([2, 3]).sum().item()")
print(json.dumps(ways))
"""
    assert answers(code, tmp_path) == [[1, True], [0, False, "DeferredModule", 5]]


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_fork_holds_none_of_its_parents_locks_and_pipes(tmp_path: Path) -> None:
    code = """
lock = open("lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX)
with worker_pool(2, eval) as pool:
    pool.fork_ahead(2)
    first, second = pool.workers
    for worker in pool.workers:
        worker.submit("__import__('os').getpid()")
    while pool.busy:
        for worker, output in pool.results():
            worker.task = None
    lock.close()
    with open("lock") as again:
        fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError if a fork held it
    first.connection.close()  # the second must not hold the pipe of the first open
    first.process.join(20)
    print(json.dumps([first.process.exitcode, second.process.exitcode]))
    pool.workers.remove(first)
"""
    assert answers(code, tmp_path) == [0, None]


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_fork_does_not_handle_signals_as_its_parent_does(tmp_path: Path) -> None:
    code = """
signal.signal(signal.SIGTERM, lambda *_: None)
signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as under nohup
names = ("SIGINT", "SIGTERM", "SIGHUP")
with worker_pool(1, eval) as pool:
    pool.fork_ahead(1)
    handlers = [answer(pool, f"int(__import__('signal').getsignal({int(getattr(signal, name))}))") for name in names]
    blocked = answer(pool, "sorted(map(int, __import__('signal').pthread_sigmask(0, [])))")
print(json.dumps([handlers, blocked, sorted(map(int, signal.pthread_sigmask(0, [])))]))
"""
    default, ignore = int(signal.SIG_DFL), int(signal.SIG_IGN)
    assert answers(code, tmp_path) == [[ignore, default, ignore], [], []]


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_arrow_works_in_a_fork_of_a_process_that_has_used_its_threads(tmp_path: Path) -> None:
    code = """
import pyarrow as pa, pyarrow.parquet as pq
pq.write_table(pa.table({name: range(1000) for name in "abcdefgh"}), "t.parquet")
def total(path):
    table = pq.read_table(path, use_threads=True)
    pq.write_table(table, "of_fork.parquet")
    return sum(column.to_pandas().sum() for column in pq.read_table("of_fork.parquet").columns)
pq.read_table("t.parquet", use_threads=True)
with worker_pool(1, total) as pool:
    pool.fork_ahead(1)
    print(json.dumps([len(pool.workers), int(answer(pool, "t.parquet"))]))
"""
    assert answers(code, tmp_path) == [1, 8 * 999 * 500]


MANY = ["run", "baseline", "--replicates", 400, "--workers", 2, "--quiet", "--out", "out"]


@pytest.fixture
def working(start: Start) -> subprocess.Popen[str]:
    """A command whose two worker processes are there; with its helpers it is a group of its own."""
    warm_up()  # so that it does not have to compile the model
    process = start(*MANY)
    wait_until(lambda: len(members(process.pid)) > 2, 60.0)
    return process


def test_no_process_is_left_after_ctrl_c(working: subprocess.Popen[str]) -> None:
    os.killpg(working.pid, signal.SIGINT)  # as a terminal does
    assert ended(working).code == 130
    assert members(working.pid) == []


def test_no_process_is_left_after_sigterm(working: subprocess.Popen[str]) -> None:
    working.terminate()
    assert ended(working).code == 130
    assert members(working.pid) == []


def test_no_process_is_left_after_a_kill(working: subprocess.Popen[str]) -> None:
    working.kill()
    working.communicate()
    wait_until(lambda: not members(working.pid), 20.0)


def test_no_process_is_left_after_the_end(start: Start) -> None:
    process = start("run", "baseline", "--replicates", 4, "--days", 1, "--workers", 2, "--quiet")
    assert ended(process).code == 0
    assert members(process.pid) == []
