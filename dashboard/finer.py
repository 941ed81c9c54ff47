"""The route by which the linked view asks for finer groups, or for those of a search.

The page needs no rerun for it, and a view that other sites frame has it, too.
"""

from __future__ import annotations

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.dataset import Dataset
from dashboard.language import language, negotiate
from dashboard.linked.groups import GROUPS_PREFIX, Wanted
from dashboard.opening import shown_data
from dashboard.problems import DataError
from dashboard.remembered import GivenUpError
from dashboard.warehouse.giving_up import Asking, working_for

_A_MOMENT = 0.2  # seconds


def route() -> Route:
    """The Starlette route."""
    return Route(f"/{GROUPS_PREFIX}/{{version}}", groups, name=GROUPS_PREFIX)


async def groups(request: Request) -> Response:
    """The groups that the address asks for, as a file of columns.

    Those of other data than the server shows now are not found; where the warehouse does
    not answer, the body says why. Who has gone, for the reader typed on, is not waited for.
    """
    try:
        wanted = Wanted.parse(request.query_params)
    except ValueError as error:
        return Response(str(error), 400, media_type="text/plain")
    asking = Asking()
    answer = asyncio.ensure_future(run_in_threadpool(_answer, request, wanted, asking))
    gone = asyncio.ensure_future(_gone(request))
    await asyncio.wait((answer, gone), return_when=asyncio.FIRST_COMPLETED)
    gone.cancel()
    while not answer.done():
        # What is about to begin just now cannot be interrupted yet.
        asking.give_up()
        await asyncio.wait((answer,), timeout=_A_MOMENT)
    return await answer


def _answer(request: Request, wanted: Wanted, asking: Asking) -> Response:
    try:
        dataset, _problems = shown_data()
        if isinstance(dataset, Dataset) or dataset.version != request.path_params["version"]:
            return Response("Not found", 404, media_type="text/plain")
        with working_for(asking):
            return dataset.finer(wanted).respond(request)
    except DataError as error:
        # The view says which language it speaks.
        spoken = language(negotiate(request.headers.get("accept-language", "")))
        told = (problem.words(spoken.gettext, spoken.number) for problem in error.problems)
        return Response("\n".join(told), 503, media_type="text/plain")
    except GivenUpError:
        return Response("Nobody waits for it", 503, media_type="text/plain")


async def _gone(request: Request) -> None:
    """Returns when whoever asked closes the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
