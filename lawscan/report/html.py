"""HTML: one file that opens offline."""

from __future__ import annotations

from lawscan.report.laws import LawList, direction
from lawscan.report.markdown import DISCLAIMER


def render(laws: LawList) -> str:
    """The report as one HTML page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(loader=PackageLoader("lawscan", "report/templates"), autoescape=True, undefined=StrictUndefined,
                      trim_blocks=True, lstrip_blocks=True)
    env.filters["direction"] = direction
    return env.get_template("report.html").render(laws=laws, disclaimer=DISCLAIMER)
