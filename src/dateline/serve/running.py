"""Running a site: the server, and the demonstration where no store is given."""

from __future__ import annotations

import ipaddress
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from dateline.config import Config
from dateline.errors import InputError


def run_site(
    database: Path | None,
    *,
    host: str,
    port: int,
    names: Sequence[str] = (),
    config: Config,
    say: Callable[[str], None],
) -> None:
    """Serves the store, or the demonstration for None, until stopped; `names` are those by which others know this machine.

    Raises:
        InputError: the port is taken, or the host is not this machine's.
    """
    import socket

    import uvicorn

    from dateline.serve.api import create_app
    from dateline.serve.demo import Demo

    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise InputError(f"cannot listen on {host}:{port}: {error.strerror or error}; give another --port or --host") from error
    wide = not is_loopback(host)
    demo = Demo(config=config)
    app = create_app(database or demo.path, wide=wide, names=names, demo=database is None)
    app.state.site.ranking = config.ranking
    if database is None:
        demo.start(app.state.site)
    shown = f"[{host}]" if ":" in host else host
    say(f"serving {database or 'the demonstration'} at http://{shown}:{listener.getsockname()[1]}/ (stop with Ctrl-C)")
    if database is not None and not database.exists():
        say(f"there is no store at {database} yet; it is shown when it is made: dateline ingest {database} INPUT...")
    if wide:
        say(f"others can reach this address; to review, they need the token {app.state.site.token}")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, date_header=False))
    try:
        with ended_by(("SIGTERM", "SIGHUP"), demo.stop, lambda: app.state.site.snapshot.remove()):
            server.run(sockets=[listener])
    finally:
        demo.stop()


@contextmanager
def ended_by(signals: Sequence[str], *last: Callable[[], object]) -> Iterator[None]:
    """Has `last` called before one of these signals ends the process: Python would leave temporary folders behind.

    One that is ignored (``nohup``) stays so.
    """

    def end(number: int, frame: FrameType | None) -> None:
        for call in last:
            call()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    numbers = [getattr(signal, name) for name in signals if hasattr(signal, name)]  # Windows has no SIGHUP
    before = {number: signal.getsignal(number) for number in numbers}
    taken = {number: old for number, old in before.items() if old in (signal.SIG_DFL, signal.default_int_handler)}
    if threading.current_thread() is not threading.main_thread():
        taken = {}
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, old in taken.items():
            signal.signal(number, old)


def is_loopback(host: str) -> bool:
    """Tells whether an address is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
