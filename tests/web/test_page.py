"""The page saves before it moves on, refuses strangers, and escapes every text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra [annotate] is not installed")

from starlette.testclient import TestClient

from lawscan.annotate.journal import Journal, verdicts
from lawscan.law import Evidence, Instrument, Manifestation, Provision, Tag
from lawscan.store import Store, Writer
from lawscan.web.app import create_app
from lawscan.web.desk import Desk, cards_of, locate
from lawscan.web.plain import ask

TEXT = "7. A citizen <script>alert(1)</script> keeps the nationality on acquiring another."


def fill(path: Path, count: int = 12) -> Store:
    """A scan of one law: odd sections are tagged."""
    provisions = tuple(Provision(f"sec_{n}", f"{n}", "", f"{n}. {TEXT}", "en") for n in range(1, count + 1))
    law = Instrument("Citizenship Act", "act", "en", "KEN", "manifest", "1", "2011-01-01", provisions=provisions)
    tag = Tag("dual_nationality", 0.7, "permits", 0.8, "outbound", Evidence(3, 12, f"7. {TEXT}"[3:12]))
    with Writer(path) as writer:
        run = writer.begin_run("0", "r", "m", {}, "me")
        tags = {(0, n): [tag] for n in range(0, count, 2)}
        writer.add(Manifestation("/law.txt", "sha", 1, "txt", (), (law,)), tags, run_id=run, work_key="k", model="m")
        writer.finish_run(run, {})
    return Store(path)


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Desk:
    store = fill(tmp_path / "scan.db")
    return Desk(store, Journal(tmp_path / "annotations"), "amina", cards_of(store))


@pytest.fixture(name="client")
def _client(desk: Desk) -> Iterator[TestClient]:
    with TestClient(create_app(desk, 8733), base_url="http://127.0.0.1:8733", follow_redirects=False) as client:
        yield client


def form(client: TestClient, desk: Desk, **more: str) -> dict[str, str]:
    """The fields that the page's form would send."""
    asked = desk.next()
    assert asked is not None
    return {"token": client.app.state.token, "address": asked.card.address, "seen": "", "seconds": "2", **more}  # type: ignore[attr-defined]


def test_the_text_is_escaped_and_the_policy_forbids_inline_script(client: TestClient) -> None:
    """A script in a law is shown, not run; the page holds no inline script and no foreign address."""
    answer = client.get("/")

    assert 200 == answer.status_code
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "http://" not in answer.text.replace("http://127.0.0.1", "")
    assert "https://" not in answer.text


def test_an_answer_is_on_disk_before_the_page_moves_on(client: TestClient, desk: Desk) -> None:
    """A saved card is in the journal, with stance, mode and evidence offsets, and the next card comes."""
    first = form(client, desk, answer="labels")
    first |= {"dual_nationality.stance": "permits", "dual_nationality.mode": "outbound"}
    first |= {"dual_nationality.evidence": "keeps the  nationality"}

    reply = client.post("/answer", data=first)

    assert (303, "/?saved=labels") == (reply.status_code, reply.headers["location"])
    [record] = Journal(desk.journal.root).records()
    assert ("permits", "outbound", "keeps the nationality") == (
        record.labels[0].stance, record.labels[0].mode, record.labels[0].evidence
    )  # fmt: skip
    assert desk.provision(record.address).provision.text[record.labels[0].start : record.labels[0].end] == (
        "keeps the nationality"
    )
    assert first["address"] != desk.next().card.address  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"host": "evil.example:8733"}, 421), ({"host": "127.0.0.1:80"}, 421), ({"origin": "http://evil.example"}, 403)],
)
def test_strangers_are_refused(client: TestClient, desk: Desk, headers: dict[str, str], status: int) -> None:
    """A foreign host, port or origin gets nothing saved."""
    reply = client.post("/answer", data=form(client, desk, answer="none"), headers=headers)

    assert status == reply.status_code
    assert [] == list(desk.journal.records())


def test_a_form_without_the_token_is_refused(client: TestClient, desk: Desk) -> None:
    """The token of the session is needed to write."""
    reply = client.post("/answer", data=form(client, desk, answer="none", token="guess"))

    assert 403 == reply.status_code
    assert [] == list(desk.journal.records())


def test_two_tabs_give_409_with_both_answers(client: TestClient, desk: Desk) -> None:
    """The second tab's answer is not saved over the first; both are shown, and saving again replaces it."""
    fields = form(client, desk, answer="none")
    client.post("/answer", data=fields)

    mine = {"answer": "labels", "dual_nationality.stance": "prohibits", "dual_nationality.mode": "inbound"}
    reply = client.post("/answer", data={**fields, **mine})

    assert 409 == reply.status_code
    assert "prohibits" in reply.text
    [saved] = desk.journal.records()
    again = client.post("/answer", data={**fields, "answer": "skip", "seen": saved.id})
    assert 303 == again.status_code


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"dual_nationality.mode": ""}, "whose case"),
        ({"dual_nationality.mode": "birth", "dual_nationality.evidence": "words of no law"}, "does not stand in"),
    ],
)
def test_half_an_answer_is_not_saved_and_nothing_typed_is_lost(
    client: TestClient, desk: Desk, more: dict[str, str], said: str
) -> None:
    """A stance without a mode, or a quote that is not in the text, comes back with a reason and all that was typed."""
    fields = form(client, desk, answer="labels", note="my note") | {"dual_nationality.stance": "prohibits"} | more

    reply = client.post("/answer", data=fields)

    assert 422 == reply.status_code
    assert said in reply.text
    assert "my note" in reply.text
    assert more.get("dual_nationality.evidence", "") in reply.text
    assert [] == list(desk.journal.records())


def test_a_filter_asks_only_its_cards_and_stays_on(client: TestClient, desk: Desk) -> None:
    """By tag: only suggested cards come, the progress is theirs, and the filter outlives an answer."""
    assert "/?only=..dual_nationality" == client.get("/?tag=dual_nationality").headers["location"]
    page = client.get("/?only=..dual_nationality").text
    assert "0 of 6 cards" in page
    assert "only dual nationality" in page

    fields = form(client, desk, answer="none", only="..dual_nationality")
    assert "only=..dual_nationality" in client.post("/answer", data=fields).headers["location"]
    assert "dual nationality (6 open)" in client.get("/filter").text or "(5 open)" in client.get("/filter").text
    assert "No card of this filter is left" in client.get("/?only=KEN.xx.").text


def test_the_state_page_says_what_was_answered_by_all(client: TestClient, desk: Desk) -> None:
    """Answers of another process are counted, and agreement is undefined where nothing was read twice."""
    other = Desk(desk.store, Journal(desk.journal.root), "bo", desk.cards)
    asked = other.next()
    assert asked is not None
    other.answer(asked.card.address, "none")

    page = client.get("/state").text
    assert "bo 1" in page
    assert "undefined" in page


def test_an_address_of_no_provision_is_said_to_be_none(client: TestClient) -> None:
    """A stale link gives a page with the next step, not a traceback."""
    reply = client.get("/?at=/akn/xx/none")

    assert 404 == reply.status_code
    assert "This cannot be shown" in reply.text


def test_undo_walks_back_across_sessions(client: TestClient, desk: Desk) -> None:
    """A new session can take back answers of an earlier one, latest first."""
    addresses = []
    for _ in range(3):
        fields = form(client, desk, answer="none")
        addresses.append(fields["address"])
        client.post("/answer", data=fields)

    later = Desk(desk.store, Journal(desk.journal.root), "amina", desk.cards)

    assert (3, 12) == later.progress()
    assert [addresses[2], addresses[1], addresses[0]] == [later.undo().address for _ in range(3)]  # type: ignore[union-attr]
    assert later.undo() is None
    assert (0, 12) == later.progress()
    assert addresses[0] == later.next().card.address  # type: ignore[union-attr]


def test_disagreements_are_settled_on_their_page(client: TestClient, desk: Desk) -> None:
    """Two readers differ; the ruling "none applies" settles it in a stream of its own."""
    fields = form(client, desk, answer="none")
    client.post("/answer", data=fields)
    other = Desk(desk.store, Journal(desk.journal.root), "bo", desk.cards)
    from lawscan.annotate.record import Label

    theirs = other.answer(fields["address"], "labels", [Label("dual_nationality", "permits", "outbound")])
    assert "None applies" in client.get("/adjudicate").text
    ruling = {"token": fields["token"], "address": theirs.address, "ruling": "other"}
    assert 422 == client.post("/adjudicate", data=ruling).status_code
    client.post("/adjudicate", data={**ruling, "ruling": "none"})

    assert "No open disagreements" in client.get("/adjudicate").text


def test_a_ruling_may_differ_from_both_readers(client: TestClient, desk: Desk) -> None:
    """The adjudicator sets another answer on the same page; it is what the verdict says."""
    from lawscan.annotate.record import Label

    fields = form(client, desk, answer="none")
    client.post("/answer", data=fields)
    other = Desk(desk.store, Journal(desk.journal.root), "bo", desk.cards)
    other.answer(fields["address"], "labels", [Label("dual_nationality", "permits", "outbound")])
    ruling = {"token": fields["token"], "address": fields["address"], "ruling": "other"}

    client.post("/adjudicate", data={**ruling, "skills_recognition.stance": "restricts"})

    [verdict] = verdicts(desk.journal.root).values()
    assert ["restricts"] == [tag.stance for tag in verdict.tags]


@pytest.mark.parametrize(
    "path", ["guide", "history", "adjudicate", "state", "filter", "static/page.css", "static/card.js"]
)
def test_every_page_answers(client: TestClient, path: str) -> None:
    """Each link of the page leads somewhere."""
    assert 200 == client.get(f"/{path}").status_code


def test_the_terminal_asks_the_same(desk: Desk) -> None:
    """Numbers and Enter on a bare terminal write the same records, with evidence and note."""
    words = iter(["n odd", "1", "2", "1", "not there", "keeps the nationality", "s", "u", "0", "q"])
    said: list[str] = []

    ask(desk, lambda _: next(words), said.append)

    assert ["labels", "none"] == [each.answer for each in desk.trail]
    label = desk.trail[0].labels[0]
    assert ("conditional", "outbound", "keeps the nationality") == (label.stance, label.mode, label.evidence)
    assert "odd" == desk.trail[0].note
    assert "These words do not stand in the text." in said


def test_a_slip_on_the_terminal_saves_nothing(desk: Desk) -> None:
    """A word that is no answer is said to be none; context and guideline are told; the end of input is no answer."""
    words = iter(["x", "9", "1 x", "c", "g"])
    said: list[str] = []

    def read(_: str) -> str:
        try:
            return next(words)
        except StopIteration:
            raise EOFError from None

    ask(desk, read, said.append)

    assert [] == desk.trail
    assert 3 == sum("is no answer" in each for each in said)
    assert any("Before: " in each for each in said)
    assert any("Is a tag" in each or "yes: " in each for each in said)


def test_a_quote_is_found_though_spaces_differ() -> None:
    """Browsers change line ends; the quote is still located, and a foreign quote is not."""
    assert (4, 13, "two three") == locate("one\ntwo three", "two  three")
    assert (0, 0, "") == locate("one two", "four")
