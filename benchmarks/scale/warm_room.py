"""lawscan's own reader and tagger, in a nursery that has met every language of a folder of examples before it forks.

What is paid once a worker, and not once a page, is then out of the cost of a page. The folder of examples, and the file
that is told how much processor time had been used when the first file came, stand in the environment.
"""

from __future__ import annotations

import os
from pathlib import Path

from lawscan import read, tag
from lawscan.law import Manifestation
from lawscan.read import READER_VERSION, ReadOptions
from lawscan.tag.model import Tagger, TagInput

__all__ = ["EXAMPLES", "READER_VERSION", "USED", "load_tagger", "read_file"]

EXAMPLES, USED = "LAWSCAN_SCALE_EXAMPLES", "LAWSCAN_SCALE_USED"


def load_tagger(path: Path | None) -> Tagger:
    """The tagger, once it and the reader have read the examples."""
    tagger = tag.load_tagger(path)
    for example in sorted(Path(os.environ[EXAMPLES]).iterdir()):
        laws = read.read_file(example, ReadOptions()).instruments
        texts = [one for law in laws for one in law.provisions]
        list(tagger.tag((TagInput("", one.text, one.lang, one.heading) for one in texts), all_scores=True))
    return tagger


def read_file(path: Path, options: ReadOptions) -> Manifestation:
    """Read a file; the first one of a scan also tells what its nursery has used so far."""
    said = Path(os.environ[USED])
    if not said.exists():
        said.write_text(str(processor_seconds(os.getppid())))
    return read.read_file(path, options)


def processor_seconds(pid: int) -> float:
    """What a process has used, in ticks of the kernel, which are hundredths of a second."""
    said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")
