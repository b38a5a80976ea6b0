"""Joining a Ray cluster, or making one of this machine alone."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from dateline.errors import ClusterError
from dateline.models.parser import THREADS
from dateline.run.objects import SILENT, load_daft

LOCAL = "local"
# A cluster of one machine holds no more than the pages of one wave and what was coded of it.
LOCAL_STORE_BYTES = 256_000_000
ANSWER_SECONDS = 5.0


@contextmanager
def joined(address: str, *, workers: int) -> Iterator[int]:
    """Gives the number of cores of the Ray cluster at `address`, on which Daft then runs; ``local`` is a cluster of this
    machine, with so many `workers`, that nobody else can reach and that ends with the block.

    Raises:
        ClusterError: Ray or Daft is not installed, or no cluster answers at `address`.
    """
    environment = SILENT | dict.fromkeys(THREADS, "1")
    os.environ.update(environment)
    daft = load_daft()
    try:
        import ray
    except ImportError as error:
        raise ClusterError("expected the package ray, found none; type: pip install 'dateline[cluster]'") from error
    logging.getLogger("ray").setLevel(logging.ERROR)
    quiet = {"log_to_driver": False, "configure_logging": False, "logging_level": logging.ERROR}
    try:
        if address == LOCAL:
            ray.init(
                address=LOCAL,
                num_cpus=workers,
                object_store_memory=LOCAL_STORE_BYTES,
                include_dashboard=False,
                _node_ip_address="127.0.0.1",
                **quiet,
            )
        else:
            _check_answers(address)
            ray.init(address=address, runtime_env={"env_vars": environment}, **quiet)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise ClusterError(f"expected a Ray cluster at {address}: {error}; make one with: ray start --head") from error
    try:
        daft.set_runner_ray(noop_if_initialized=True)
        yield int(ray.cluster_resources().get("CPU", 1))
    finally:
        ray.shutdown()


def _check_answers(address: str) -> None:
    """Connects to ``host:port`` once, where Ray itself would try for minutes."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host, int(port)), timeout=ANSWER_SECONDS).close()
