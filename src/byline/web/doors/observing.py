"""Counts and times every request, and tells Prometheus at /metrics what was counted."""

import time
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from byline.archive import Archive
from byline.records import IndexState
from byline.web import events, metrics
from byline.web.archives import Archives
from byline.web.doors.paths import door_name
from byline.web.work import Work, WorkError

_TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


class Observer:
    """Counts and times every request, and names its door to what logs its events."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; see the ASGI specification."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, door = time.perf_counter(), door_name(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"  # a client may send any word
        events.door.set(door)

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                metrics.requests.labels(door, method, message["status"]).inc()
                metrics.request_seconds.labels(door).observe(time.perf_counter() - started)
            await send(message)

        await self._app(scope, receive, send_and_count)


class _Now(Collector):
    """How things stand at this moment.

    Args:
        states: What each archive holds, None if it cannot be read, by its name; one alone has none.
        work: What is going on and waits.
    """

    def __init__(self, states: Mapping[str, IndexState | None], work: Work) -> None:
        self._states = states
        self._work = work

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        yield self._of_each("byline_ready", "Whether the archive can be read", lambda state: state is not None)
        yield GaugeMetricFamily("byline_working", "Requests of other programs being worked on", self._work.going_on)
        yield GaugeMetricFamily("byline_waiting", "Requests of other programs that wait", self._work.waiting)
        if any(self._states.values()):
            yield self._of_each("byline_articles", "Articles in the archive", _held("articles"))
            yield self._of_each("byline_passages", "Passages in the archive", _held("passages"))
            yield self._of_each("byline_generation", "Changes that the archive has seen", _held("generation"))

    def _of_each(self, name: str, about: str, value: Callable[[IndexState | None], int | None]) -> GaugeMetricFamily:
        """Return a gauge of each archive of which there is a value, labelled if there are several archives."""
        gauge = GaugeMetricFamily(name, about, labels=["archive"] if len(self._states) > 1 else [])
        for archive, state in self._states.items():
            number = value(state)
            if number is not None:
                gauge.add_metric([archive] if len(self._states) > 1 else [], number)
        return gauge


def _held(name: str) -> Callable[[IndexState | None], int | None]:
    return lambda state: getattr(state, name) if state else None


def metrics_route(archives: Archives, work: Work) -> Route:
    """Return the route /metrics, in Prometheus' text format."""

    async def state_of(archive: Archive) -> IndexState | None:
        try:
            return await work.look(lambda: archive.state)
        except WorkError:
            return None

    async def tell(request: Request) -> Response:
        states = {served.word: await state_of(served.archive) for served in archives}
        now = CollectorRegistry()
        now.register(_Now(states, work))
        return Response(generate_latest(metrics.REGISTRY) + generate_latest(now), media_type=_TEXT_FORMAT)

    return Route("/metrics", tell)
