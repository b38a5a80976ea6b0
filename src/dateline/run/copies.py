"""Two texts are not two sources: which stories of a store are copies of one text, and which quote another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dateline.store.store import CopyPair, Store

# Of the longer of two copies, this share stands in the other: a scraper adds teasers and drops a last paragraph.
COPY_SHARE = 0.6
# Of the shorter of two copies, and of a text that another quotes nearly whole.
COPY_SHORTER_SHARE = 0.7
QUOTED_SHARE = 0.6
# Fewer shared numbers than this are a slogan or a caption, not a text (some 12 words each).
FEWEST_SHARED = 3


def find_copies(store: Store) -> int:
    """Finds the copies among all stories of the store, and returns how many stories are copies of an earlier one."""
    return store.mark_copies(group)


def group(count: int, pairs: Iterable[CopyPair]) -> Iterator[tuple[int, int, int]]:
    """Yields for each of `count` stories, numbered as they were seen, the first story of its text and of its origin."""
    texts, origins = list(range(count)), list(range(count))
    for pair in pairs:
        shorter = pair.shared / max(1, min(pair.size_a, pair.size_b))
        longer = pair.shared / max(1, pair.size_a, pair.size_b)
        whole = pair.size_a == pair.size_b == pair.shared
        if not whole and pair.shared < FEWEST_SHARED:
            continue
        if longer >= COPY_SHARE and shorter >= COPY_SHORTER_SHARE:
            _join(texts, pair.a, pair.b)
        if shorter >= QUOTED_SHARE:
            _join(origins, pair.a, pair.b)
    yield from ((n, _root(texts, n), _root(origins, n)) for n in range(count))


def _root(leader: list[int], n: int) -> int:
    while leader[n] != n:
        leader[n] = leader[leader[n]]
        n = leader[n]
    return n


def _join(leader: list[int], a: int, b: int) -> None:
    low, high = sorted((_root(leader, a), _root(leader, b)))
    leader[high] = low
