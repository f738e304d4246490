"""Markdown: benchmarks and the law list as text that reads well raw and rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lawscan.benchmarks import BenchmarkResult, CountryResult
from lawscan.report.laws import OUTCOMES, CountryLaws, LawLine, LawList, paged
from lawscan.report.reading import SCORES, covers, words

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~!&])")
DISCLAIMER = ("This is not legal advice. Labels were given by a machine unless a line says who verified it; "
              "read the quoted page before you rely on it.")


def escape(text: str) -> str:
    """Text that Markdown prints as it stands, on one line.

    >>> escape("a | b\\n<c>")
    'a \\\\| b \\\\<c\\\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def render(laws: LawList) -> str:
    """The whole report as Markdown."""
    parts = ["# Law list", *(_benchmark(result) for result in laws.benchmarks), "## Laws by country",
             *(escape(told) for told in (covers(laws), *words(laws), SCORES) if told)]
    parts += [_country(country, laws) for country in laws.countries if country.lines]
    return "\n\n".join([*parts, *_footer(laws)]) + "\n"


def _benchmark(result: BenchmarkResult) -> str:
    head = f"## Benchmark {result.id}: {escape(result.title)}\n\n{verdict(result)}\n\n> {escape(result.source)}\n"
    rows = ["| Country | Role | Status | Law says | Since 2012 | Why |".replace("2012", result.set_on),
            "| --- | --- | --- | --- | --- | --- |"]
    rows += [_row(country) for country in result.countries]
    return head + "\n" + "\n".join(rows)


def verdict(result: BenchmarkResult) -> str:
    """The count in one sentence."""
    word = "met" if result.met else "not met"
    role = f"{result.role} " if result.role else ""
    return (f"**{result.counted} {role}countries counted as of {result.as_of}; the target is {result.target}: "
            f"{word}.** "
            f"{result.verified} verified by people; {result.since} with a law enacted since {result.set_on}.")


def _row(country: CountryResult) -> str:
    status = country.status + ("" if country.counted or country.status in ("not found", "not scanned", "conflicting")
                               else " (not counted)")
    since = {True: "yes", False: "no", None: "?"}[country.since] if country.status in ("verified", "machine") else ""
    cells = (escape(country.name), country.role, status, OUTCOMES[country.outcome], since, escape(country.reason))
    return f"| {' | '.join(cells)} |"


def _country(country: CountryLaws, laws: LawList) -> str:
    statuses = "; ".join(f"benchmark {key}: {result.status}" for key, result in country.results.items())
    return "\n\n".join([f"### {escape(country.name)} ({country.iso3 or '???'})", statuses,
                        *(_line(line, laws) for line in country.lines)])


def _line(line: LawLine, laws: LawList) -> str:
    where = ", ".join(filter(None, (escape(line.article), paged(line))))
    facts = "; ".join(_facts(line, laws))
    translated = f" ({escape(line.translated_title)})" if line.translated_title else ""
    law = f"**{escape(line.law) or 'Untitled'}**{translated}"
    also = f" · also in {escape(line.also_in)}" if line.also_in else ""
    return f"- {law} {where}: {facts}\n  > {escape(line.quote)}\n\n  {_trail(line)}{also}"


def _facts(line: LawLine, laws: LawList) -> Iterator[str]:
    yield laws.titles.get(line.tag, line.tag) + f": {line.stance}" + (f" ({line.mode})" if line.mode else "")
    yield f"{line.kind} {escape(line.number)}".strip() + (f", {line.enacted}" if line.enacted else ", no date")
    yield escape(line.standing)
    yield escape(line.checked) + ("" if line.checked != "machine" else f" (score {line.score:.2f})")
    if line.note:
        yield escape(line.note)


def _trail(line: LawLine) -> str:
    published = line.source_url.startswith(("http://", "https://"))
    source = f" · [published source](<{line.source_url}>)" if published else ""
    return f"[{escape(line.file)}](<{line.link}>) · sha256 `{line.file_sha256[:16]}` · `{line.address}`{source}"


def without(laws: LawList) -> str:
    """What was left out of counts and lists because the machine doubts it; "" where nothing was."""
    return (f"{laws.left_out} provisions that the machine marked as unsure and nobody has answered are left out of "
            "counts and lists." if laws.left_out else "")


def _footer(laws: LawList) -> Iterator[str]:
    provenance = laws.provenance
    yield "## How this was made"
    if laws.left_out:
        yield without(laws)
    yield (f"{len(provenance.files)} files scanned into `{provenance.database}`; {len(provenance.unread)} files or "
           f"pages not read; {provenance.answers} answers by people; lawscan {provenance.version}; made {laws.made}.")
    yield f"Made with: `{laws.command}`"
    yield DISCLAIMER
