"""The Prometheus metrics of this process; `events.py` and `doors/observing.py` update them."""

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector

from byline import __version__

REGISTRY = CollectorRegistry()

_QUICK = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60)

questions = Counter("byline_questions", "Questions, by outcome", ["door", "status"], registry=REGISTRY)
question_seconds = Histogram(
    "byline_question_seconds",
    "Time to answer a question, excluding time in the queue",
    ["door"],
    buckets=_QUICK,
    registry=REGISTRY,
)
waiting_seconds = Histogram(
    "byline_waiting_seconds",
    "Time that a question from another program waited in the queue",
    ["door"],
    buckets=_QUICK,
    registry=REGISTRY,
)
stage_seconds = Histogram(
    "byline_stage_seconds", "Time of each stage of an answer", ["stage"], buckets=_QUICK, registry=REGISTRY
)
slow = Counter("byline_slow", "Work that took over two seconds", ["door", "what"], registry=REGISTRY)
articles_added = Counter(
    "byline_articles_uploaded", "Articles in uploaded files, by outcome", ["outcome"], registry=REGISTRY
)
articles_removed = Counter("byline_articles_removed", "Articles removed from the page", registry=REGISTRY)
refused = Counter("byline_refused", "Requests refused, by reason", ["door", "reason"], registry=REGISTRY)
log_ins_failed = Counter("byline_log_ins_failed", "Wrong users, passwords and tokens", ["door"], registry=REGISTRY)
errors = Counter("byline_errors", "Unexpected errors", ["door", "what"], registry=REGISTRY)
requests = Counter(
    "byline_http_requests", "HTTP requests, by response status", ["door", "method", "status"], registry=REGISTRY
)
request_seconds = Histogram(
    "byline_http_request_seconds",
    "Time until the response to a request starts",
    ["door"],
    buckets=_QUICK,
    registry=REGISTRY,
)

Info("byline_build", "Version of Byline", registry=REGISTRY).info({"version": __version__})
ProcessCollector(registry=REGISTRY)
