"""Where the content of an operator stands: the words that head it at each place that a row may name."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import CLAUSES, VERB_TAGS, fused, infinitive
from dateline.stages.code.roles import in_role
from dateline.text import tree


def content_heads(graph: Graph, i: int, places: tuple[str, ...]) -> Iterator[int]:
    """Yields the tokens that head the content of the operator at token `i`, in the order of `places`."""
    noun = graph.is_noun(i)
    for place in places:
        match place:
            case "xcomp":
                deps = ("acl", "relcl") if noun else ("xcomp", "oprd", "advcl")
                light = graph.light_verb(i) if noun and not tree.kid(graph.sentence, i, deps) else None
                if light is not None:  # "is in no mood to sign": parsers hang it on the verb
                    aims = (t for t in tree.kids(graph.sentence, light, ("advcl", "xcomp")) if infinitive(graph.sentence, t.i))
                    yield from (j for t in aims if t.i > i for j in tree.conjuncts(graph.sentence, t.i))
                for t in tree.kids(graph.sentence, i, deps):
                    close = t.tag == "VBG" and t.dep == "advcl" and i < t.i <= i + 3 and graph.tokens[t.i - 1].text != ","
                    if t.dep in ("xcomp", "oprd") or infinitive(graph.sentence, t.i) or close:
                        yield from tree.conjuncts(graph.sentence, t.i)
            case "ccomp":
                for t in tree.kids(graph.sentence, i, ("ccomp", "acl") if noun else ("ccomp", "parataxis")):
                    yield from tree.conjuncts(graph.sentence, t.i)
            case "obj":
                if not noun:
                    objects = graph.objects(i)
                    yield from (
                        t.i
                        for o in objects
                        for t in tree.kids(graph.sentence, o, ("compound", "amod"))
                        if fused(graph.sentence, t.i)
                    )
                    yield from objects
            case "subj":
                yield from in_role(graph, i, "subj")
            case _:
                yield from _prep_content(graph, i, place)


def _prep_content(graph: Graph, i: int, word: str) -> Iterator[int]:
    hosts = [i, *(graph.objects(i) if graph.tokens[i].pos in VERB_TAGS else [])]
    light = graph.light_verb(i) if graph.is_noun(i) and not tree.kid(graph.sentence, i, ("prep",)) else None
    if light is not None and not graph.is_noun(light):  # "sees no point in talking": parsers hang it on the verb
        hosts.append(light)
    for host in hosts:
        for p in tree.kids(graph.sentence, host, ("prep", "mark")):
            if p.text.lower() == word and (host != light or p.i > i):
                for t in tree.kids(graph.sentence, p.i, ("pobj", "pcomp")):
                    yield from tree.conjuncts(graph.sentence, t.i)
        for t in tree.kids(graph.sentence, host, CLAUSES):
            if any(m.text.lower() == word for m in tree.kids(graph.sentence, t.i, ("mark",))):
                yield from tree.conjuncts(graph.sentence, t.i)
