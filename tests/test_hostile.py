"""Bad input: nothing crashes, nothing takes time out of proportion, and the neighbours are coded."""

import gzip
import json
import time

import pytest

from dateline.config import Config
from dateline.pipeline import read_page
from dateline.records import Issue, IssueReason, Page, PageKind
from dateline.run.inputs import read_pages
from dateline.run.work import shared_context
from dateline.stages.ingest import page_from_html

GOOD = "Ankara accused Athens of arming the islands on Monday. Troops shot dead three marchers, residents said.\n"
SECONDS = 60  # generous: a machine under load; what is quadratic takes minutes


@pytest.fixture(scope="module")
def context():
    return shared_context(Config())


def coded(text, context, kind=PageKind.PAGE):
    return read_page(Page(id="p", text=text, kind=kind), context)


ODD = {
    "nuls": "\0" * 500 + GOOD + "\0" * 500,
    "lone surrogate": "\ud800 " + GOOD,
    "surrogates inside": GOOD.replace(" on", " \udfff on"),
    "direction marks": "\u202e" + GOOD + "\u202c",
    "soft hyphens": GOOD.replace("islands", "is\u00adlands"),
    "zero width": "\u200b" * 20_000 + GOOD,
    "emoji": "\U0001f525 " + GOOD + "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 500,
    "combining marks": GOOD + "a" + "\u0301" * 20_000,
    "script": "<script>alert(1)</script> " + GOOD,
    "formula": GOOD + '\n=HYPERLINK("http://x.test","x")\n',
    "carriage returns": "\r" * 20_000 + GOOD,
    "spaces": " " * 100_000 + GOOD,
}


@pytest.mark.parametrize("name", ODD)
def test_odd_characters_hide_no_event_and_break_no_stage(name, context):
    reading = coded(ODD[name], context)
    assert not [i for i in reading.issues if i.reason is IssueReason.STAGE_FAILED]
    assert "ASSAULT" in {event.event[0] for event in reading.events}
    for event in reading.events:
        low, high = event.text_info.start, event.text_info.end
        assert ODD[name][low:high] == event.text


HUGE = {
    "no full stop": "the army and rebels attacked troops in the city " * 8_000,
    "no space": "a" * 400_000,
    "capitals": "ANKARA ACCUSED ATHENS " * 15_000,
    "marks": ".\"'!?" * 80_000,
    "open quotes": '"We said ' * 40_000,
    "brackets": "(" * 300_000,
    "digits": "1 " * 150_000,
    "halves of dates": "2024-01-" * 40_000,
    "a link": "http://x.test/" + "a/" * 150_000,
    "empty lines": "\n" * 400_000,
    "commas": "Lima, " * 60_000,
}


@pytest.mark.parametrize("kind", [PageKind.PAGE, PageKind.STORY])
@pytest.mark.parametrize("name", HUGE)
def test_a_huge_line_takes_no_time_out_of_proportion(name, kind, context):
    begun = time.process_time()
    reading = coded(HUGE[name][:40_000] + "\n\n" + GOOD, context, kind)
    assert time.process_time() - begun < SECONDS
    assert not [i for i in reading.issues if i.reason is IssueReason.STAGE_FAILED]


def test_html_nested_deep_is_read():
    page = page_from_html(("<div>" * 100_000 + GOOD + "</div>" * 100_000).encode(), id="p", date=None)
    assert isinstance(page, Issue) or "Ankara" in page.text


def test_a_tag_with_attributes_without_end_is_read_in_no_time():
    crowd = " ".join(f'a{n}="{n}"' for n in range(400_000))
    begun = time.process_time()
    page = page_from_html(f"<html><body><p {crowd}>{GOOD}</p></body></html>".encode(), id="p", date=None)
    assert time.process_time() - begun < SECONDS
    assert not isinstance(page, Issue)
    assert "Ankara" in page.text


def test_neighbours_of_bad_files_and_rows_are_read(tmp_path):
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"id": "one", "text": GOOD}) + "\n" + "[" * 100_000 + "\n{broken\n" + '{"id": 1' + "0" * 5_000 + "}\n"
        '{"text": 5}\n' + json.dumps({"id": "two", "text": GOOD}) + "\n"
    )
    (tmp_path / "c.parquet").write_bytes(b"PAR1brokenPAR1")
    (tmp_path / "d.warc.gz").write_bytes(gzip.compress(b"\0" * 5_000_000))
    (tmp_path / "e.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (tmp_path / "f.txt").write_text("")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "z.txt").write_text(GOOD)
    found = list(read_pages([str(tmp_path), str(tmp_path / "missing.txt")]))
    assert [page.id for page in found if isinstance(page, Page)] == ["a.txt", "one", "two", "z.txt"]
    assert len([item for item in found if isinstance(item, Issue)]) >= 8
