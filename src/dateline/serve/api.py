"""The application: routes, errors, static files. Each view is one address, with an ending for other forms of its rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from dateline import __version__
from dateline.errors import DatelineError, TooSlow
from dateline.serve import pages
from dateline.serve.filters import Filters
from dateline.serve.guard import Guard
from dateline.serve.hooks import Hooks
from dateline.serve.hooks import add_routes as add_watching
from dateline.serve.openapi import describe
from dateline.serve.site import Site, open_site

STATIC = {
    "dateline.css": "text/css; charset=utf-8",
    "dateline.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "world.svg": "image/svg+xml",
}


def create_app(
    database: Path | str, *, wide: bool = False, names: Iterable[str] = (), follow: bool = True, demo: bool = False
) -> FastAPI:
    """Returns the application over the store at `database`, which need not be there yet.

    Args:
        database: the DuckDB file.
        wide: whether others than this machine may ask; reviewing then needs the token (``app.state.site.token``).
        names: the names under which others know this machine, beside its own and its addresses in numbers.
        follow: whether to look for changes of the store in the background.
        demo: whether the store is the demonstration.
    """
    site = open_site(Path(database), demo=demo, wide=wide, names=names)
    hooks = Hooks(site)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        if follow:
            site.snapshot.follow()
            hooks.follow()
        yield
        hooks.close()
        site.snapshot.close()

    app = FastAPI(
        title="dateline",
        version=__version__,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        dependencies=[Depends(asked_once)],
    )
    app.state.site, app.state.hooks = site, hooks
    app.add_middleware(Guard, site=site)
    pages.add_routes(app, site)
    add_watching(app, site, hooks)
    _add_static(app)
    _add_errors(app, site)
    describe(app)
    return app


_MANY = frozenset(name for name, field in Filters.model_fields.items() if field.default == []) | {"stance"}


async def asked_once(request: Request) -> None:
    """Turns away an address that gives one thing twice: which of the two is meant, nobody can tell.

    Raises:
        HTTPException: 422.
    """
    names = [name for name, _ in request.query_params.multi_items() if name not in _MANY]
    for name in names:
        if names.count(name) > 1:
            raise HTTPException(422, f"The address gives {name[:60]!r} more than once")


def _add_static(app: FastAPI) -> None:
    folder = Path(str(resources.files("dateline.serve") / "static"))

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        if name not in STATIC:
            raise HTTPException(404, "there is no such file")
        return FileResponse(folder / name, media_type=STATIC[name], headers={"Cache-Control": "no-cache"})


def _add_errors(app: FastAPI, site: Site) -> None:
    def shown(request: Request, status: int, message: str) -> Response:
        path = request.url.path
        if "text/html" not in request.headers.get("accept", "") or path.endswith((".json", ".csv", ".parquet", ".atom")):
            return JSONResponse({"detail": message}, status_code=status)
        context = site.frame(
            "", {404: "Not here", 503: "Too much asked"}.get(status, "This did not work"), here=path, message=message
        )
        return HTMLResponse(site.render("error.html", context), status_code=status)

    @app.exception_handler(StarletteHTTPException)
    async def refused(request: Request, error: StarletteHTTPException) -> Response:
        # What the router itself says of a path that it does not know.
        words = "there is no such address here" if error.detail == "Not Found" else str(error.detail)
        answer = shown(request, error.status_code, words)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    async def misunderstood(request: Request, error: RequestValidationError) -> Response:
        found = "; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in error.errors())
        return shown(request, 422, f"The address asks for something that cannot be: {found}")

    @app.exception_handler(TooSlow)
    async def too_slow(request: Request, error: TooSlow) -> Response:
        return shown(request, 503, str(error))

    @app.exception_handler(DatelineError)
    async def failed(request: Request, error: DatelineError) -> Response:
        return shown(request, 503, str(error))
