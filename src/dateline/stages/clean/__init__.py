"""clean: gives each line of a page a kind and keeps story text, from the text alone and with the markup's help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.context import Context
from dateline.ontology.page import calls_itself_live, load_cues
from dateline.ontology.page.posts import stated_moments
from dateline.records import Issue, Line, LineKind, MarkupLine, PageKind, Reading
from dateline.stages.clean.decode import story_text
from dateline.stages.clean.kinds import name_kinds
from dateline.stages.clean.marks import Marks, read_marks
from dateline.stages.clean.pieces import pieces

# A live blog says so among the first pieces.
FIRST_PIECES = 30


def clean(reading: Reading, context: Context) -> Iterator[Line | Issue]:
    """Yields the lines of the page in order.

    Together they cover all of the page text but white space. A line that was run together with others comes in parts
    that share one `line` number.
    """
    page = reading.page
    found = list(pieces(page.text))
    if page.kind is not PageKind.PAGE:
        for piece in found:
            yield Line(
                page=page.id, line=piece.line, start=piece.start, end=piece.end, text=piece.text, kind=LineKind.BODY, keep=True
            )
        return
    cues = load_cues()
    marks = [read_marks(piece, cues) for piece in found]
    _take_hints(marks, page.markup)
    moments, witnesses = stated_moments(page.declared, "line"), stated_moments(page.declared, "entry")
    heads = [piece.text for piece in found[:FIRST_PIECES]]
    keep = story_text(
        marks,
        told=calls_itself_live(page.url, page.title, heads),
        moments=[moments.get(piece.start) for piece in found] if moments else (),
        witnesses=[witnesses.get(piece.start) for piece in found] if witnesses else (),
    )
    kinds = name_kinds(marks, keep)
    for piece, kind, kept in zip(found, kinds, keep, strict=True):
        yield Line(page=page.id, line=piece.line, start=piece.start, end=piece.end, text=piece.text, kind=kind, keep=kept)


def _take_hints(marks: Sequence[Marks], markup: Sequence[MarkupLine]) -> None:
    """Gives each piece what HTML says of the line it stands in; both come in the order of the page."""
    at = 0
    for m in marks:
        while at < len(markup) and markup[at].end <= m.piece.start:
            at += 1
        if at < len(markup) and markup[at].start <= m.piece.start:
            m.hint, m.kept = markup[at].kind, markup[at].kept
