"""GraphML: who did what to whom as a directed graph with many edges, for Gephi, NetworkX and the like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from dateline.store.export.cameo import pairs
from dateline.store.rows import Row

NOTE = (
    "One node a side (its code with its sector, or its words where it has no code), one edge for each pair of sides of a"
    " record, from actor to recipient; where all parties are actors, between each two. Records with one side are left out."
)
COLUMNS = {
    "label": "node: name",
    "code": "node: country or organisation",
    "sector": "node: sector",
    "record": "edge: id of the record",
    "type": "edge: PLOVER event type",
    "mode": "edge: PLOVER modes",
    "date": "edge: first day",
    "status": "edge: status",
    "scale": "edge: conflict-cooperation score",
    "page": "edge: page",
}
_NODE = ("label", "code", "sector")
# XML 1.0 has no way to write these.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(records: Iterable[Row], file: TextIO, left_out: Counter[str]) -> int:
    """Writes the graph; returns how many edges."""
    nodes: dict[str, Row] = {}
    edges = 0
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for name in COLUMNS:
        domain, kind = "node" if name in _NODE else "edge", "double" if name == "scale" else "string"
        file.write(f'<key id="{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n')
    file.write('<graph edgedefault="directed">\n')
    for record in records:
        dyads = [(one, other) for one, other in pairs(record) if one and other]
        if not dyads:
            left_out["one side only"] += 1
        for one, other in dyads:
            for entity in (one, other):
                if (key := node_id(entity)) not in nodes:
                    nodes[key] = entity
                    file.write(_node(key, entity))
            file.write(_edge(record, node_id(one), node_id(other)))
            edges += 1
    file.write("</graph>\n</graphml>\n")
    return edges


def node_id(entity: Row) -> str:
    """Returns what makes one node: code and sector, or the words.

    >>> node_id({"entity_text": "Lima", "code": "PER", "sector": "GOV"})
    'PER/GOV'
    """
    if entity.get("code"):
        return "/".join(part for part in (entity["code"], entity.get("sector")) if part)
    return " ".join((entity.get("identifier_text") or entity["entity_text"]).casefold().split())


def _node(key: str, entity: Row) -> str:
    label = key if entity.get("code") else entity["entity_text"]
    return f"<node id={_quoted(key)}>{_data({**entity, 'label': label}, _NODE)}</node>\n"


def _edge(record: Row, one: str, other: str) -> str:
    values = {
        "record": record["id"],
        "type": record["event"][0],
        "mode": "; ".join(record["mode"]),
        "date": record.get("date"),
        "status": record["status"],
        "scale": record["event_scale"],
        "page": record["page"],
    }
    return f"<edge source={_quoted(one)} target={_quoted(other)}>{_data(values, tuple(values))}</edge>\n"


def _data(values: Row, names: tuple[str, ...]) -> str:
    return "".join(
        f'<data key="{name}">{escape(_clean(values[name]))}</data>' for name in names if values.get(name) is not None
    )


def _quoted(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(value: object) -> str:
    return _ILLEGAL.sub("\ufffd", str(value))
