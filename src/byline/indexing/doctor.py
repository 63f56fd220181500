"""Check an archive, from the encoder to the last cache file, and repair what can be repaired."""

from collections.abc import Callable, Iterator

from byline.errors import ArchiveError, BylineError
from byline.indexing.recipe import IndexRecipe
from byline.records import Finding
from byline.store.base import Store


def examine(store: Store, load_recipe: Callable[[], IndexRecipe]) -> Iterator[Finding]:
    """Yield the findings in order: encoder, database, search engines.

    Missing or damaged caches and indexes are rebuilt from the database; that does not count as unhealthy.
    """
    made_by: str | None = None
    try:
        recipe = load_recipe()
        made_by = recipe.encoder.fingerprint
        vector = recipe.encoder.encode_query("Is the encoder at work?")
        yield Finding(
            True,
            "encoder",
            f"{recipe.encoder.name}, {len(vector)} dimensions, {recipe.encoder.max_tokens} tokens",
        )
    except BylineError as error:
        yield Finding(False, "encoder", str(error))
    try:
        with store.catalog.reading() as rows:
            state, problems = rows.state(), rows.problems()
            if not problems:
                rows.check_hashes(made_by)
    except ArchiveError as error:
        yield Finding(False, "database", str(error))
        return
    yield Finding(
        not problems,
        "database",
        "; ".join(problems) or f"{state.articles} articles, {state.passages} passages, generation {state.generation}",
    )
    if problems or not state.generation:
        return
    try:
        yield store.repair()
    except ArchiveError as error:
        yield Finding(False, "caches", str(error))
