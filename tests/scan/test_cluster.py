"""A Dask cluster gives the same database as this machine alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from lawscan.engines import cluster
from lawscan.engines.cluster import batches
from lawscan.engines.protocol import Job
from lawscan.errors import LawscanError
from lawscan.store import Store

from .conftest import Scan

distributed = pytest.importorskip("distributed")


@pytest.fixture
def scheduler() -> Iterator[str]:
    """A scheduler with one worker of two threads, in this process."""
    shape = {"n_workers": 1, "threads_per_worker": 2, "processes": False, "dashboard_address": ":0"}
    with distributed.LocalCluster(**shape) as cluster:
        yield cluster.scheduler_address


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("ship", ["paths", "bytes"])
def test_cluster_and_local_agree(scan: Scan, folder: Path, tmp_path: Path, scheduler: str, ship: str) -> None:
    """The content digests are equal, poisonous file included, whether paths or bytes are shipped."""
    for n in range(8):
        (folder / f"{n}.txt").write_text(f"{n} dual", encoding="utf-8")
    (folder / "crash.txt").write_text("CRASH", encoding="utf-8")
    (folder / "fail.txt").write_text("FAIL", encoding="utf-8")
    scan(output="local.db")
    scan(output="dask.db", engine="dask", scheduler=scheduler, ship=ship)
    assert Store(tmp_path / "dask.db").content_digest() == Store(tmp_path / "local.db").content_digest()


def test_a_worker_of_another_version_ends_the_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that comes late with another reader or model stores nothing."""
    monkeypatch.setattr(cluster, "greet", lambda settings: ("newer", "model"))
    with pytest.raises(LawscanError, match="different readers or models"):
        cluster.work("{}", ("reader", "model"), [])


def test_a_cluster_that_cannot_work_is_no_file_s_fault() -> None:
    """What a worker says of itself ends the scan; it is not written down of the files it was given."""
    engine = object.__new__(cluster.ClusterEngine)
    future = Mock(status="error", exception=lambda: LawscanError("no memory"))
    with pytest.raises(LawscanError, match="no memory"):
        list(engine._done([future], {future: [Job(0, "")]}, []))


@pytest.mark.parametrize("status", ["pending", "lost"])
def test_an_outcome_that_died_with_its_worker_is_waited_for(status: str) -> None:
    """The scheduler does such a batch again; it is neither lost nor written down as failed."""
    engine = object.__new__(cluster.ClusterEngine)
    future, lost = Mock(status=status), list[Job]()
    under_way = {future: [Job(0, "")]}
    assert list(engine._done([future], under_way, lost)) == []
    assert (list(under_way), lost) == ([future], [])


def test_a_scheduler_that_is_not_there(scan: Scan, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No scheduler is one line, not a hang."""
    monkeypatch.setattr("lawscan.engines.cluster.PATIENCE", 0.5)
    with pytest.raises(LawscanError, match="No Dask scheduler"):
        scan(engine="dask", scheduler="tcp://127.0.0.1:1")


def test_small_files_travel_together() -> None:
    """Tasks are batched by number and size; nothing is lost."""
    jobs = [Job(n, "", size=size) for n, size in enumerate([10] * 20 + [5_000_000, 10])]
    grouped = list(batches(jobs, files=16))
    assert [len(batch) for batch in grouped] == [16, 5, 1]
    assert [job.number for batch in grouped for job in batch] == list(range(22))
