"""Three Dask workers in network namespaces of their own; one is killed, one cut off and healed. Needs root.

    python benchmarks/scale/cluster.py

Scans the same folder three times: with the local engine, on the cluster undisturbed, and on the cluster while, a third
of the way through, one worker dies with its machine and another loses its network for a while. All three databases must
have the same content. Throughput is counted from the first file done to the last, so that starting up is left out.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lawscan.scan import ScanOptions, Step, scan_files
from lawscan.store import Store

NET = "10.77.31"
BRIDGE = "lawscanbr"
SCHEDULER = f"tcp://{NET}.1:8786"


def sh(line: str) -> None:
    """Run a command that must succeed."""
    subprocess.run(line.split(), check=True)


class Cluster:
    """A scheduler here, and workers each in a namespace behind a cable that can be pulled."""

    def __init__(self, workers: int) -> None:
        sh(f"ip link add {BRIDGE} type bridge")
        sh(f"ip addr add {NET}.1/24 dev {BRIDGE}")
        sh(f"ip link set {BRIDGE} up")
        self._names = [f"lawscan{n}" for n in range(workers)]
        for n, name in enumerate(self._names):
            self._plug(n, name)
        dask = str(Path(sys.executable).with_name("dask"))
        scheduler = [dask, "scheduler", "--host", f"{NET}.1", "--port", "8786", "--no-dashboard"]
        self._running = [_started(scheduler)]
        worker = [dask, "worker", SCHEDULER, "--nthreads", "1", "--no-dashboard"]
        self._running += [_started(["ip", "netns", "exec", name, *worker]) for name in self._names]

    def _plug(self, n: int, name: str) -> None:
        sh(f"ip netns add {name}")
        sh(f"ip link add v{name} type veth peer name eth0 netns {name}")
        sh(f"ip link set v{name} master {BRIDGE} up")
        sh(f"ip -n {name} addr add {NET}.{n + 10}/24 dev eth0")
        for device in ("lo", "eth0"):
            sh(f"ip -n {name} link set {device} up")

    def kill(self, n: int) -> None:
        """A machine dies: worker and nanny at once."""
        os.killpg(self._running[n + 1].pid, signal.SIGKILL)

    def pull(self, n: int, seconds: float) -> None:
        """A cable is pulled, and put back later."""
        sh(f"ip link set v{self._names[n]} down")
        time.sleep(seconds)
        sh(f"ip link set v{self._names[n]} up")

    def close(self) -> None:
        """Everything ends, and the network is as it was."""
        for one in reversed(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()
        for name in self._names:
            subprocess.run(["ip", "netns", "del", name], check=False)
        subprocess.run(["ip", "link", "del", BRIDGE], check=False)


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[Cluster]:
    """A cluster, taken down again whatever happens."""
    made = Cluster(workers)
    try:
        yield made
    finally:
        made.close()


class Clock:
    """Files a second from the first to the last; calls ``harm`` once, when a share of the files is done."""

    def __init__(self, harm: Callable[[], None] | None = None, at: float = 1 / 3) -> None:
        self._harm, self._at = harm, at
        self.moments: list[float] = []

    def __call__(self, step: Step) -> None:
        """A file is done."""
        self.moments.append(time.monotonic())
        if self._harm and step.done >= step.total * self._at:
            threading.Thread(target=self._harm, daemon=True).start()
            self._harm = None

    @property
    def rate(self) -> float:
        """Files a second."""
        return (len(self.moments) - 1) / (self.moments[-1] - self.moments[0])

    @property
    def longest_wait(self) -> float:
        """The longest time without a file."""
        return max(two - one for one, two in zip(self.moments, self.moments[1:], strict=False))


def scan(folder: Path, output: Path, clock: Clock, **options: object) -> str:
    """Scan; the content's digest."""
    scan_files([folder], output, ScanOptions(**options), clock)  # type: ignore[arg-type]
    with Store(output) as store:
        return store.content_digest()


def main() -> None:
    """Parse, run, record."""
    from material import make
    from report import record

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--cut", type=float, default=45.0, help="seconds without network")
    arguments = parser.parse_args()
    calm, harmed, local = Clock(), Clock(), Clock()
    with tempfile.TemporaryDirectory() as name:
        folder = make(Path(name) / "laws", arguments.files)
        expected = scan(folder, Path(name) / "local.db", local, jobs=3)
        with cluster(3) as machines:
            same = scan(folder, Path(name) / "calm.db", calm, engine="dask", scheduler=SCHEDULER)
            harmed = Clock(lambda: (machines.kill(0), machines.pull(1, arguments.cut))[0])  # type: ignore[func-returns-value]
            after = scan(folder, Path(name) / "harmed.db", harmed, engine="dask", scheduler=SCHEDULER)
    record("cluster", [
        (f"{arguments.files} files, three Dask workers in namespaces of their own",
         f"content {'equal to' if same == expected else '**differs from**'} the local engine's"),
        (f"the same, one worker killed and one cut off for {arguments.cut:.0f} s after a third of the files",
         f"content {'equal' if after == expected else '**differs**'}; longest time without a file "
         f"{harmed.longest_wait:.0f} s; {harmed.rate:.1f} files/s"),
        ("throughput a worker, undisturbed, against three local workers",
         f"{calm.rate / 3:.2f} / {local.rate / 3:.2f} files/s = **{calm.rate / local.rate:.2f}**")],
        local=local.rate, calm=calm.rate, harmed=harmed.rate)
    sys.exit(0 if expected == same == after else 1)


if __name__ == "__main__":
    main()
