"""Flow files: written and read the same, or refused with the line's number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventual_connectors import errors
from eventual_connectors.history.events import Event
from eventual_connectors.history.file import Flow, Header, read_flow, write_flow

texts = st.text(st.characters(exclude_categories=["Cs"]))
moments = st.integers(0, 4_000_000_000_000_000)
data = st.fixed_dictionaries({"name": texts, "id": texts, "payload": texts | st.integers() | st.lists(texts)})
flows = st.builds(
    lambda root, at, id, events: Flow(
        Header("w", "m:w", "1", id, root, {"text": id}, at, "embedded", "3.11", {"acme": "1.0"}),
        [Event(seq, moment, "signal_received", inner) for seq, (moment, inner) in enumerate(events, 1)],
    ),
    st.binary(min_size=16, max_size=16),
    moments,
    texts,
    st.lists(st.tuples(moments, data), max_size=5),
)


@given(flow=flows)
def test_round_trip(flow: Flow, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("flows") / "a.flow.jsonl"
    write_flow(flow, path)
    assert read_flow(path) == flow


def test_what_some_take_for_the_end_of_a_line(tmp_path: Path) -> None:
    text = "a\u2028b\u2029c\x85d\x1ce\r\nf"
    flow = Flow(
        Header("w", "m:w", "1", text, b"r" * 16, {}, 0, "embedded", "3.11"),
        [Event(1, 0, "signal_received", {"name": text, "id": "1", "payload": text})],
    )
    write_flow(flow, tmp_path / "a.flow.jsonl")
    assert read_flow(tmp_path / "a.flow.jsonl") == flow


HEADER = (
    '{"format":"eventual-history/1","workflow":"w","reference":"m:w","version":"1","execution_id":"e","root":"00112233445566778899aabbccddeeff",'
    '"input":{},"started_at":"2026-01-01T00:00:00.000000Z","engine":"embedded","python":"3.11","connectors":{}}'
)
EVENT = '{"seq":1,"at":"2026-01-01T00:00:00.000000Z","type":"timer_fired","path":"sleep"}'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "is empty"),
        (["not json"], "line 1: "),
        ([HEADER.replace("history/1", "history/9")], "line 1: the history has the format 'eventual-history/9', this version reads"),
        ([HEADER.replace('"engine":"embedded",', "")], "line 1: the header is damaged: it must contain ['engine'] properties"),
        ([HEADER.replace('"root":"00', '"root":"zz')], "line 1: the header is damaged"),
        ([HEADER, EVENT[:-5]], "line 2: "),
        ([HEADER, "[1]"], "line 2: not an object"),
        ([HEADER, EVENT, "[" * 100_000 + "]" * 100_000], "line 3: it is nested too deeply"),
        ([HEADER, "", EVENT, "", EVENT], "line 5: event 1 where 2 was expected"),
        ([HEADER, EVENT, '{"seq":2}'], "line 3: an event is damaged: it has no type"),
        ([HEADER, EVENT.replace("Z", "")], "line 2: timer_fired is damaged: at must match pattern"),
        ([HEADER, EVENT.replace("-01-", "-13-", 1)], "line 2: an event is damaged"),
        ([HEADER.replace("-01-", "-13-", 1)], "line 1: the header is damaged"),
        ([HEADER, EVENT, EVENT.replace(":1", ":2").replace("timer_fired", "wat")], "line 3: unknown event type 'wat'; "),
    ],
)
def test_a_damaged_file_names_its_line(lines: list[str], said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.flow.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(errors.HistoryError) as caught:
        read_flow(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "binary"):
        with pytest.raises(errors.HistoryError, match="cannot be read"):
            read_flow(path)
