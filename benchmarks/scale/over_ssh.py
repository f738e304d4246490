"""The how-to's recipe for several machines over SSH, on this one: three addresses of the loopback are the machines.

    apt-get install openssh-server && pip install paramiko && python benchmarks/scale/over_ssh.py     # needs root

An SSH server of its own with throw-away keys is started on another port and ended again; nobody's keys are touched.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lawscan.scan import ScanOptions, scan_files
from lawscan.store import Store

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
PORT = 2299


@contextlib.contextmanager
def started(command: list[str]) -> Iterator[None]:
    """A program and what it starts, ended at the end."""
    running = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGTERM)
        running.wait()


def server(place: Path) -> list[str]:
    """The command of an SSH server that lets this user in with a key made here."""
    for name in ("host", "key"):
        subprocess.run(["ssh-keygen", "-q", "-m", "PEM", "-t", "rsa", "-N", "", "-f", str(place / name)], check=True)
    Path("/run/sshd").mkdir(exist_ok=True)
    path = os.environ.get("PYTHONPATH", "")
    said = [f"Port={PORT}", f"HostKey={place}/host", f"AuthorizedKeysFile={place}/key.pub", "StrictModes=no",
            "PermitRootLogin=prohibit-password", "PidFile=none", f"SetEnv=PYTHONPATH={path}"]
    return [shutil.which("sshd") or "sshd", "-D", "-f", "/dev/null", *[part for one in said for part in ("-o", one)]]


def digest(folder: Path, output: Path, **options: object) -> str:
    """Scan; the content's digest."""
    scan_files([folder], output, ScanOptions(**options))  # type: ignore[arg-type]
    with Store(output) as store:
        return store.content_digest()


def main() -> None:
    """Parse, run, record."""
    from material import make
    from report import record

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        place = Path(name)
        folder = make(place / "laws", arguments.files)
        expected = digest(folder, place / "local.db")
        running.enter_context(started(server(place)))
        dask = str(Path(sys.executable).with_name("dask"))
        running.enter_context(started([
            dask, "ssh", *HOSTS, "--nworkers", "1", "--nthreads", "1", "--ssh-port", str(PORT), "--ssh-private-key",
            str(place / "key"), "--remote-python", sys.executable, "--scheduler-port", "8799"]))
        same = {ship: _patiently(folder, place / f"{ship}.db", ship) == expected for ship in ("paths", "bytes")}
    said = ", ".join(f"{ship} {'equal' if equal else '**differ**'}" for ship, equal in same.items())
    what = f"{arguments.files} files on {len(HOSTS)} machines started by `dask ssh`, content against local"
    record("ssh", [(what, said)])
    sys.exit(0 if all(same.values()) else 1)


def _patiently(folder: Path, output: Path, ship: str) -> str:
    from lawscan.errors import LawscanError

    for last in (False, False, False, False, False, True):  # SSH takes its time to start the scheduler
        try:
            return digest(folder, output, engine="dask", scheduler=f"tcp://{HOSTS[0]}:8799", ship=ship)
        except LawscanError:
            if last:
                raise
    raise AssertionError


if __name__ == "__main__":
    main()
