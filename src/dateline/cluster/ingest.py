"""`ingest` by a cluster: this process says which pages are new and loads what the workers send; they do the rest.

Work goes out in waves, each a plan of Daft: batches of pages (read by the workers where they stand in an object store,
else by this process), less the pages that are stored, coded to packed segments. Pages are judged in the order of the
inputs, as they are without a cluster, and coded by the same function, so the records are the same, id for id.
"""

from __future__ import annotations

import itertools
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dateline import __version__
from dateline.cluster.machines import joined
from dateline.cluster.work import Coder, pack_batches, read_batches
from dateline.config import Config
from dateline.errors import ClusterError
from dateline.records import Issue
from dateline.run.ingest import Coded, Progress, Sieve, Summary, run_info, start, store_coded
from dateline.run.inputs import Found, Source, find_sources, read_source
from dateline.run.objects import load_daft, open_object
from dateline.run.work import worker_count
from dateline.store.segments import keep_segment
from dateline.store.store import Store

# A wave starts its coders anew (some 5 s), and what it read waits in the cluster's memory: minutes of work for each core,
# and no more.
WAVE_BATCHES_PER_CORE = 100
WAVE_BYTES_PER_CORE = 20_000_000
WAVE_OBJECTS = 20_000
# Parts in which a wave is shared out, for each core: what the last of them leaves idle is small, and progress is seen.
PARTS_PER_CORE = 8

Frame = Any  # a Daft DataFrame


def ingest(
    database: Path | str,
    inputs: Iterable[str],
    *,
    address: str,
    segments: str | None = None,
    date: str | None = None,
    config: Config | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Does what `dateline.run.ingest.ingest` does, with the workers of the Ray cluster at `address` (``local``: of a cluster
    that is this machine).

    The workers write what they coded to the folder or object store `segments`, where it stays; without one they send it
    here. Inputs in an object store are read by the workers, all others by this process.

    Raises:
        ClusterError: no cluster can be used, or it failed; what was loaded until then is kept.
    """
    names = tuple(inputs)
    config = config or Config()
    store = Store(database)
    with joined(address, workers=worker_count(config)) as cores:
        info = run_info("ingest", names, config)
        sieve = start(store, info)
        coder = load_daft().cls(Coder, max_concurrency=cores, cpus=1)(config, info.run, __version__)
        coded = _coded(_waves(find_sources(names), date, cores), coder, sieve, store, segments, cores)
        return store_coded(store, info, coded, sieve=sieve, progress=progress)


def _waves(sources: Iterator[Source | Issue], date: str | None, cores: int) -> Iterator[Frame]:
    """Yields the batches of the inputs, in order, as frames that fit into the cluster's memory."""
    for far, group in itertools.groupby(sources, key=lambda source: isinstance(source, Source) and source.is_far):
        waves = _far_waves if far else _near_waves
        yield from waves(group, date, cores)


def _near_waves(sources: Iterable[Source | Issue], date: str | None, cores: int) -> Iterator[Frame]:
    def found() -> Iterator[Found]:
        for source in sources:
            yield from [source] if isinstance(source, Issue) else read_source(source, date=date)

    batches = pack_batches(found())
    while wave := list(itertools.islice(batches, cores * WAVE_BATCHES_PER_CORE)):
        yield load_daft().from_pylist([{"source": 0, **batch} for batch in wave])


def _far_waves(sources: Iterable[Source | Issue], date: str | None, cores: int) -> Iterator[Frame]:
    """Yields frames whose batches the workers have read and keep."""
    daft = load_daft()
    read = daft.func(read_batches)
    objects = [source for source in sources if isinstance(source, Source)]
    while objects:
        sizes = itertools.accumulate(source.size for source in objects)
        fits = sum(1 for size in sizes if size <= cores * WAVE_BYTES_PER_CORE)
        wave, objects = objects[: (taken := max(1, min(fits, WAVE_OBJECTS)))], objects[taken:]
        rows = [{"source": n, "id": one.id, "path": str(one.path), "date": date} for n, one in enumerate(wave)]
        schema = {"date": daft.DataType.string()}
        frame = daft.from_pylist(rows).with_columns({name: daft.col(name).cast(kind) for name, kind in schema.items()})
        frame = frame.into_partitions(min(len(wave), cores * PARTS_PER_CORE))
        batch = read(daft.col("id"), daft.col("path"), daft.col("date"))
        yield frame.select("source", batch.alias("read")).select("source", daft.col("read").unnest()).collect()


def _coded(waves: Iterator[Frame], coder: Any, sieve: Sieve, store: Store, segments: str | None, cores: int) -> Iterator[Coded]:
    """Yields what was coded of each batch, once its segment waits to be loaded."""
    daft = load_daft()
    try:
        for wave in waves:
            wanted = _new_pages(wave, sieve)
            if not wanted:
                continue
            work = wave.join(daft.from_pylist(wanted), on=["source", "batch"])
            work = work.into_partitions(min(len(wanted), cores * PARTS_PER_CORE))
            coded = work.select(coder(daft.col("pages"), daft.col("wanted")).alias("coded"))
            coded = coded.select(daft.col("coded").unnest())
            if segments is not None:
                coded = coded.with_column("segment", daft.col("segment").upload(segments))
            for row in coded.iter_rows():
                keep_segment(_fetched(row["segment"]), store.segments)
                yield row["count"], Counter(row["reasons"])
    except (daft.exceptions.DaftCoreException, RuntimeError) as error:
        raise ClusterError(f"the cluster failed: {error}; the same command goes on where it stopped") from error


def _new_pages(wave: Frame, sieve: Sieve) -> list[dict[str, object]]:
    """Returns which pages of which batches have to be coded, and gives the sieve the issues of the inputs."""
    rows = wave.select("source", "batch", "ids", "digests", "issues").to_pylist()
    found = []
    for row in sorted(rows, key=lambda row: (row["source"], row["batch"])):
        for issue in pickle.loads(row["issues"]):  # noqa: S301 - written by `pack_batches` in this very run
            sieve.note(issue)
        pages = zip(row["ids"], row["digests"], strict=True)
        wanted = [n for n, (page, digest) in enumerate(pages) if sieve.is_new(page, digest)]
        if wanted:
            found.append({"source": row["source"], "batch": row["batch"], "wanted": wanted})
    return found


def _fetched(segment: bytes | str) -> bytes:
    """The packed segment, from the object store where the workers wrote it there."""
    if isinstance(segment, bytes):
        return segment
    with open_object(segment) as file:
        return file.read()
