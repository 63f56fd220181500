"""Counts and times every request, and tells Prometheus at /metrics what was counted."""

import time
from collections.abc import Iterator

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
        state: What the archive holds, None if it cannot be read.
        work: What is going on and waits.
    """

    def __init__(self, state: IndexState | None, work: Work) -> None:
        self._state = state
        self._work = work

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        yield GaugeMetricFamily("byline_ready", "Whether the archive can be read", int(self._state is not None))
        yield GaugeMetricFamily("byline_working", "Requests of other programs being worked on", self._work.going_on)
        yield GaugeMetricFamily("byline_waiting", "Requests of other programs that wait", self._work.waiting)
        if self._state is not None:
            yield GaugeMetricFamily("byline_articles", "Articles in the archive", self._state.articles)
            yield GaugeMetricFamily("byline_passages", "Passages in the archive", self._state.passages)
            yield GaugeMetricFamily("byline_generation", "Changes that the archive has seen", self._state.generation)


def metrics_route(archive: Archive, work: Work) -> Route:
    """Return the route /metrics, in Prometheus' text format."""

    async def tell(request: Request) -> Response:
        try:
            state = await work.look(lambda: archive.state)
        except WorkError:
            state = None
        now = CollectorRegistry()
        now.register(_Now(state, work))
        return Response(generate_latest(metrics.REGISTRY) + generate_latest(now), media_type=_TEXT_FORMAT)

    return Route("/metrics", tell)
