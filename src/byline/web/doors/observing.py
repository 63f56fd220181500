"""Count and time every request, and serve the metrics to Prometheus at /metrics."""

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
    """Counts and times every request, and sets the door under which its events are logged."""

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
    """The current state, as gauges.

    Args:
        states: The state of each archive by name, None if it cannot be read; the name of a single archive is empty.
        work: The running and queued tasks.
    """

    def __init__(self, states: Mapping[str, IndexState | None], work: Work) -> None:
        self._states = states
        self._work = work

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        yield self._of_each("byline_ready", "Whether the archive can be read", lambda state: state is not None)
        yield GaugeMetricFamily("byline_working", "Running requests from other programs", self._work.going_on)
        yield GaugeMetricFamily("byline_waiting", "Queued requests from other programs", self._work.waiting)
        if any(self._states.values()):
            yield self._of_each("byline_articles", "Articles in the archive", _held("articles"))
            yield self._of_each("byline_passages", "Passages in the archive", _held("passages"))
            yield self._of_each("byline_generation", "Changes made to the archive so far", _held("generation"))

    def _of_each(self, name: str, about: str, value: Callable[[IndexState | None], int | None]) -> GaugeMetricFamily:
        """Return a gauge with the value of each archive that has one, labelled if there are several archives."""
        gauge = GaugeMetricFamily(name, about, labels=["archive"] if len(self._states) > 1 else [])
        for archive, state in self._states.items():
            number = value(state)
            if number is not None:
                gauge.add_metric([archive] if len(self._states) > 1 else [], number)
        return gauge


def _held(name: str) -> Callable[[IndexState | None], int | None]:
    return lambda state: getattr(state, name) if state else None


def metrics_route(archives: Archives, work: Work) -> Route:
    """Return the route /metrics, which serves Prometheus' text format."""

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
