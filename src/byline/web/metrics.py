"""What is counted of this process, for Prometheus; `events.py` and `doors/observing.py` count."""

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector

from byline import __version__

REGISTRY = CollectorRegistry()

_QUICK = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60)

questions = Counter("byline_questions", "Questions, by what came of them", ["door", "status"], registry=REGISTRY)
question_seconds = Histogram(
    "byline_question_seconds",
    "Time to answer a question, waiting excluded",
    ["door"],
    buckets=_QUICK,
    registry=REGISTRY,
)
waiting_seconds = Histogram(
    "byline_waiting_seconds",
    "Time that a question of another program waited for its turn",
    ["door"],
    buckets=_QUICK,
    registry=REGISTRY,
)
stage_seconds = Histogram(
    "byline_stage_seconds", "Time that each stage of an answer took", ["stage"], buckets=_QUICK, registry=REGISTRY
)
slow = Counter("byline_slow", "Work that took over two seconds", ["door", "what"], registry=REGISTRY)
articles_added = Counter(
    "byline_articles_uploaded", "Articles of uploaded files, by what became of them", ["outcome"], registry=REGISTRY
)
articles_removed = Counter("byline_articles_removed", "Articles removed in the page", registry=REGISTRY)
refused = Counter("byline_refused", "What was not let in or not done", ["door", "reason"], registry=REGISTRY)
log_ins_failed = Counter("byline_log_ins_failed", "Wrong users, passwords and tokens", ["door"], registry=REGISTRY)
errors = Counter("byline_errors", "What went wrong inside", ["door", "what"], registry=REGISTRY)
requests = Counter(
    "byline_http_requests", "Requests, by their answers", ["door", "method", "status"], registry=REGISTRY
)
request_seconds = Histogram(
    "byline_http_request_seconds",
    "Time until the answer to a request begins",
    ["door"],
    buckets=_QUICK,
    registry=REGISTRY,
)

Info("byline_build", "Which Byline this is", registry=REGISTRY).info({"version": __version__})
ProcessCollector(registry=REGISTRY)
