"""HTML to text: one block a line, in document order, with what tags, classes and a main-text extractor say of each."""

from __future__ import annotations

import html as html_entities
import itertools
import logging
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from dateline.records import LineKind, MarkupLine
from dateline.stages.ingest.linked import Linked, place_updates, read_linked

# Larger or deeper documents are read without the main-text extractor, which walks trees by recursion.
WITNESS_CHARS = 1_500_000
WITNESS_ELEMENTS = 15_000
WITNESS_DEPTH = 200
# An element that holds more than this share of the page's text is the page, whatever its class says.
CONTAINER_SHARE = 0.4
LINK_SHARE = 0.8
# A live blog of a long day has some hundred entries.
MOST_MOMENTS = 2000

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "datalist",
        "textarea",
        "input",
        "head",
        "title",
        "meta",
        "link",
        "base",
    ]
)
_TAGS = {
    "nav": LineKind.NAVIGATION,
    "menu": LineKind.NAVIGATION,
    "footer": LineKind.LEGAL,
    "figcaption": LineKind.CAPTION,
    "aside": LineKind.LINK_LIST,
    "h1": LineKind.HEADLINE,
    "h2": LineKind.HEADLINE,
    "h3": LineKind.HEADLINE,
    "button": LineKind.NAVIGATION,
    "form": LineKind.ADVERT,
    "time": LineKind.DATE,
    "dialog": LineKind.LEGAL,
}
_ROLES = {
    "navigation": LineKind.NAVIGATION,
    "menu": LineKind.NAVIGATION,
    "search": LineKind.NAVIGATION,
    "contentinfo": LineKind.LEGAL,
}
_WIDE = frozenset({"html", "body", "main"})
# Kinds that hold for everything inside an element; a headline or a date holds for its own line only.
_DEEP = frozenset({LineKind.COMMENT, LineKind.LEGAL, LineKind.SHARE, LineKind.LINK_LIST, LineKind.ADVERT, LineKind.NAVIGATION})
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
# A tag with so many attributes is a trap: the parser compares each with all before it.
_CROWDED_TAG = re.compile(
    r"""(<[a-z][^\s<>/]*)(?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*))?+){1000,}+""", re.I
)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029\x85]+")
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN_ELEMENT = re.compile(r"<(script|style|noscript|template)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.I | re.S)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
# In a JSON-LD block that is no JSON after all.
_LD_DATE = re.compile(r"\"(datePublished|dateModified)\"\s{0,9}:\s{0,9}\"([^\"]{10,40})\"")
_POSTING = "blogposting"
_META_DATES = {
    "article:published_time": "published",
    "og:published_time": "published",
    "datepublished": "published",
    "date": "published",
    "pubdate": "published",
    "publishdate": "published",
    "publish-date": "published",
    "publication_date": "published",
    "dc.date": "published",
    "dc.date.issued": "published",
    "dcterms.created": "published",
    "dcterms.date": "published",
    "sailthru.date": "published",
    "parsely-pub-date": "published",
    "cxenseparse:recs:publishtime": "published",
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "datemodified": "updated",
    "last-modified": "updated",
    "dcterms.modified": "updated",
}

log = logging.getLogger("dateline.ingest")


@dataclass(frozen=True, slots=True)
class Markup:
    """The text of an HTML page, what its markup says of each line, and what it states of itself."""

    text: str
    lines: tuple[MarkupLine, ...]
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    language: str | None = None
    declared: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Line:
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    told: bool = False
    kind: LineKind | None = None
    time: str | None = None
    posted: str | None = None


def read_markup(markup: str, *, url: str | None = None) -> Markup | None:
    """Returns what an HTML document holds, None where it holds no elements at all. Never raises for what is in it."""
    tree = _parse(markup)
    if tree is None:
        return _stripped(markup)
    lines, depth, elements = _lines(tree)
    text, marked, moments = _join(lines)
    if not text:
        return _stripped(markup)
    meta = dict(_meta(tree))
    blocks = [node.text or "" for node in tree.iter("script") if "ld+json" in (node.get("type") or "")]
    linked = read_linked(blocks)
    moments += _entries(linked, text, marked)
    if len(markup) <= WITNESS_CHARS and depth <= WITNESS_DEPTH and elements <= WITNESS_ELEMENTS:
        marked = _with_witness(tree, text, marked, url)
    return Markup(
        text=text,
        lines=tuple(marked),
        title=meta.get("og:title") or meta.get("title"),
        url=meta.get("canonical") or meta.get("og:url"),
        outlet=meta.get("og:site_name"),
        language=meta.get("lang"),
        declared=(*_declared(tree, meta, linked, blocks), *moments),
    )


def _parse(markup: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    plain = _CROWDED_TAG.sub(r"\1", markup.replace("\x00", " "))
    try:
        return html.document_fromstring(plain.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _stripped(markup: str) -> Markup | None:
    """Returns the text between the tags of a document that the parser gives up on (nested thousands deep), if any."""
    bare = _TAG.sub("\n", _UNSEEN_ELEMENT.sub("\n", markup))
    texts = [text for line in html_entities.unescape(bare).splitlines() if (text := _SPACE.sub(" ", line).strip())]
    return Markup(text="\n".join(texts), lines=()) if texts else None


def _lines(tree: Any) -> tuple[list[_Line], int, int]:
    """Returns the lines of the document, how deep it is nested, and its elements. Walks without recursion."""
    from lxml import etree

    sizes = _text_sizes(tree)
    total = sizes.get(tree, 0) or 1
    lines: list[_Line] = [_Line()]
    stack: list[tuple[LineKind | None, bool]] = [(None, False)]
    hidden = deepest = links = postings = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            unseen = tag in _UNSEEN or _is_hidden(node)
            hidden += unseen
            links += tag == "a"
            postings += _is_posting(node)
            small = sizes.get(node, 0) <= CONTAINER_SHARE * total or total < 400
            stack.append((_kind(node, tag, small) or stack[-1][0], unseen))
            deepest = max(deepest, len(stack))
            if tag in _BLOCKS:
                _break(lines)
            if tag == "time" and not hidden:
                lines[-1].time = lines[-1].time or _moment(node.get("datetime"))
            if tag == "meta" and postings and (node.get("itemprop") or "").lower() == "datepublished":
                lines[-1].posted = lines[-1].posted or _moment(node.get("content"))
            if not hidden and node.text:
                _add(lines, node.text, stack[-1][0], links > 0)
        else:
            _, unseen = stack.pop()
            hidden -= unseen
            links -= tag == "a"
            postings -= _is_posting(node)
            if tag in _BLOCKS:
                _break(lines)
            if not hidden and node.tail:
                _add(lines, node.tail, stack[-1][0], links > 0)
    return lines, deepest, len(sizes)


def _is_posting(node: Any) -> bool:
    """Tells whether microdata makes an element an entry of a live blog."""
    return "liveblogupdate" in (node.get("itemprop") or "").lower() or (node.get("itemtype") or "").lower().endswith(
        f"/{_POSTING}"
    )


def _in_posting(node: Any) -> bool:
    """Tells whether an element stands in an entry of a live blog: what it states is not of the page."""
    return any(_is_posting(above) for above in itertools.islice(node.iterancestors(), WITNESS_DEPTH))


def _moment(value: str | None) -> str | None:
    """Returns a day and time of day as ISO 8601 writes them, None for a day alone or anything else."""
    iso = _ISO.match(value.strip()) if value else None
    return iso.group().replace(" ", "T") if iso is not None and len(iso.group()) > len("2024-01-01") else None


def _text_sizes(tree: Any) -> dict[Any, int]:
    """Returns for each element how many characters of text stand in it."""
    from lxml import etree

    sizes: dict[Any, int] = {}
    stack = [0]
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            stack.append(len(node.text) if node.text and node.tag not in _UNSEEN else 0)
        else:
            size = stack.pop()
            sizes[node] = size
            stack[-1] += (0 if node.tag in _UNSEEN else size) + (len(node.tail) if node.tail else 0)
    return sizes


def _is_hidden(node: Any) -> bool:
    if node.get("hidden") is not None:
        return True
    style = node.get("style")
    return bool(style) and "display:none" in style.replace(" ", "").lower()


def _kind(node: Any, tag: str, small: bool) -> LineKind | None:
    if tag in _WIDE or not tag:
        return None
    role = _ROLES.get(node.get("role") or "")
    if role is not None:
        return role
    if tag in ("header", "article") or tag in ("h1", "h2", "h3"):
        return _TAGS.get(tag)
    names = " ".join(filter(None, (node.get("class"), node.get("id"), node.get("data-testid"), node.get("itemprop"))))
    if names and small and len(names) < 2000:
        kind = _kind_of_names(names)
        if kind is not None:
            return kind
    kind = _TAGS.get(tag)
    return kind if small or kind not in _DEEP else None


@cache
def _marks() -> tuple[tuple[LineKind, re.Pattern[str]], ...]:
    tables = tomllib.loads(files("dateline.ontology.page").joinpath("markup.toml").read_text(encoding="utf-8"))["mark"]
    return tuple(
        (LineKind(t["kind"]), re.compile(r"(?<!\S)(?:" + "|".join(n.replace("-", " ") for n in t["names"]) + r")(?!\S)"))
        for t in tables
    )


@lru_cache(maxsize=4096)
def _kind_of_names(names: str) -> LineKind | None:
    for name in names.split():
        parts = " ".join(part.lower() for part in _NAME_PART.findall(name))
        for kind, pattern in _marks():
            if pattern.search(parts):
                return kind
    return None


def _add(lines: list[_Line], text: str, kind: LineKind | None, linked: bool) -> None:
    line = lines[-1]
    line.parts.append(text)
    if text.strip():
        line.linked += len(text) if linked else 0
        # A line takes the kind of its first words, unless plain words follow them.
        if not line.told:
            line.kind, line.told = kind, True
        elif kind is not line.kind and line.kind not in _DEEP and line.kind is not LineKind.HEADLINE:
            line.kind = kind if kind in _DEEP else None


def _break(lines: list[_Line]) -> None:
    last = lines[-1]
    if last.parts:
        said = any(part.strip() for part in last.parts)
        lines.append(_Line(posted=None if said else last.posted))  # what a meta element states is of the next words


def _join(lines: list[_Line]) -> tuple[str, list[MarkupLine], list[tuple[str, str]]]:
    texts: list[str] = []
    moments: list[tuple[str, str]] = []
    marked: list[MarkupLine] = []
    at = 0
    for line in lines:
        raw = "".join(line.parts)
        text = _SPACE.sub(" ", raw).strip()
        if not text:
            continue
        kind = line.kind
        if kind is None and line.linked >= LINK_SHARE * len(raw.strip()) and len(text) < 200:
            kind = LineKind.LINK_LIST
        marked.append(MarkupLine(start=at, end=at + len(text), kind=kind))
        if line.time and len(moments) < MOST_MOMENTS:
            moments.append((f"line {at}", line.time))
        if line.posted and len(moments) < MOST_MOMENTS:
            moments.append((f"entry {at}", line.posted))
        texts.append(text)
        at += len(text) + 1
    return "\n".join(texts), marked, moments


def _with_witness(tree: Any, text: str, marked: list[MarkupLine], url: str | None) -> list[MarkupLine]:
    """Returns the lines with what a main-text extractor says of them: kept, not kept, or (where it failed) nothing."""
    import trafilatura

    try:
        main = trafilatura.extract(tree, url=url, include_comments=False, include_tables=True, favor_recall=True, fast=True)
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError, KeyError, AssertionError, LookupError):
        log.debug("the main-text extractor failed", exc_info=True)
        return marked
    if not main:
        return marked
    said = {_bare(line) for line in main.splitlines()} - {""}
    return [MarkupLine(start=m.start, end=m.end, kind=m.kind, kept=_bare(text[m.start : m.end]) in said) for m in marked]


def _bare(line: str) -> str:
    return "".join(char for char in line if char.isalnum()).lower()[:300]


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    language = tree.get("lang")
    if language:
        yield "lang", language
    for node in tree.iter("title"):
        yield "title", _SPACE.sub(" ", node.text or "").strip()[:500]
        break
    for node in tree.iter("link"):
        if node.get("rel") == "canonical" and node.get("href"):
            yield "canonical", node.get("href")
            break
    seen: set[str] = set()
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        value = (node.get("content") or "").strip()
        if name and value and name not in seen and not (node.get("itemprop") and _in_posting(node)):
            seen.add(name)
            yield name, value[:500]


def _entries(linked: Linked, text: str, marked: Sequence[MarkupLine]) -> Iterator[tuple[str, str]]:
    """Yields when the entries were posted that JSON-LD tells of, by where they start."""
    placed = place_updates(linked.updates, [text[line.start : line.end] for line in marked]) if linked.updates else {}
    for i in sorted(placed):
        if moment := _moment(placed[i]):
            yield f"entry {marked[i].start}", moment


def _declared(tree: Any, meta: dict[str, str], linked: Linked, blocks: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yields the dates that the document states of itself, once each."""
    found: dict[tuple[str, str], None] = {}
    for name, kind in _META_DATES.items():
        _note(found, kind, meta.get(name))
    for kind, value in linked.dates:
        _note(found, kind, value)
    for block in blocks if not linked.dates and not linked.updates else ():
        for match in _LD_DATE.finditer(block[:200_000]):
            _note(found, "published" if match.group(1) == "datePublished" else "updated", match.group(2))
    for node in tree.iter("time"):
        dated = node.get("pubdate") is not None or (node.get("itemprop") or "").lower() == "datepublished"
        if dated and not _in_posting(node):
            _note(found, "published", node.get("datetime"))
            break
    yield from found


def _note(found: dict[tuple[str, str], None], kind: str, value: str | None) -> None:
    iso = _ISO.match(value) if value else None
    if iso is not None and not any(known == kind for known, _ in found):
        found.setdefault((kind, iso.group().replace(" ", "T")))
