"""Worker processes, born ready: one process loads reader and model once, and every worker is a fork of it.

A fork is there in milliseconds and shares the model's memory, so a file that kills its worker costs little more than
itself. The nursery never sees a file. It dies with the scan, and its workers with it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from lawscan.engines.protocol import Hello, Settings
from lawscan.errors import LawscanError, ModelError

START_SECONDS = 120.0
GOODBYE_SECONDS = 5.0
_MESSAGE = 1 << 16
# One thread a worker: as many workers as cores, and no thread pool that eats address space.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT"), "1")


class Nursery:
    """The scan's side: asks for workers and has them ended.

    Raises:
        ModelError: there is no model to tag with.
        LawscanError: reader or tagger cannot be loaded.
    """

    def __init__(self, settings: Settings, said: str) -> None:
        self._settings = settings
        self._said = said
        self._hello: Hello | None = None
        self._start()

    def _start(self) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.settimeout(START_SECONDS)
        command = [sys.executable, "-m", "lawscan.engines.worker", str(theirs.fileno()), str(os.getpid()), self._said]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                         env=os.environ | _ONE_THREAD, start_new_session=True)
        theirs.close()

    def hello(self) -> Hello:
        """Versions, once everything is loaded."""
        if self._hello is None:
            said = json.loads(self._answer())
            if "error" in said:
                raise (ModelError if said["kind"] == "ModelError" else LawscanError)(said["error"])
            self._hello = Hello(**said)
        return self._hello

    def worker(self) -> tuple[int, Connection]:
        """A new worker: its process id, and the line to it."""
        self.hello()
        ours, theirs = socket.socketpair()
        with contextlib.suppress(OSError):  # a dead nursery shows itself when it is asked for the answer
            socket.send_fds(self._ours, [b"new"], [theirs.fileno()])
        theirs.close()
        try:
            return int(self._answer()), Connection(ours.detach())
        except BaseException:
            ours.close()
            raise

    def end(self, pid: int) -> None:
        """Kill a worker, if it still lives, with all it started, such as an OCR program."""
        with contextlib.suppress(OSError, LawscanError):  # workers die with their nursery
            self._ours.send(b"%d" % pid)
            self._answer()

    def _answer(self) -> bytes:
        try:
            answer = self._ours.recv(_MESSAGE)
        except OSError:
            answer = b""
        if not answer:
            memory = self._settings.limits.memory
            raise LawscanError("Worker processes die while they start.",
                               f"Raise --memory (now {memory} MiB), or use --memory 0; free memory of the machine.")
        return answer

    def close(self) -> None:
        """End the nursery, and with it whatever workers it still has."""
        self._ours.close()  # at which it goes by itself, so that what it used is counted
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GOODBYE_SECONDS)
        self._process.kill()
        self._process.wait()


def tend(control: socket.socket, live: Callable[[int], None]) -> None:
    """The nursery's side: fork and end workers as asked, until the scan hangs up.

    Args:
        control: the line to the scan.
        live: what a new worker does, given the descriptor of its line and never to return from it.

    Workers are collected only when they are ended, so no process id means another process meanwhile.
    """
    gc.collect()
    gc.freeze()  # what is loaded is never swept, so its pages stay shared
    while True:
        message, lines, _, _ = socket.recv_fds(control, _MESSAGE, 1)
        if not message:
            return
        if lines:
            answer = b"%d" % _fork(control, lines[0], live)
        else:
            _end(int(message))
            answer = b"ended"
        control.send(answer)


def _fork(control: socket.socket, line: int, live: Callable[[int], None]) -> int:
    pid = os.fork()
    if pid:
        os.close(line)
        return pid
    try:
        control.close()
        live(line)
    finally:
        os._exit(1)  # never back into the nursery's loop


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):  # a worker that has not yet made its group
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
