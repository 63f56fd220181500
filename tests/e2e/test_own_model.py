"""Readers that use the user's own models: real, tiny models made here."""

import shutil
from pathlib import Path

import pytest

from byline import Archive, EncoderError, Settings
from byline.answering.decide import threshold
from byline.encoders.sentence_transformer import SentenceTransformerEncoder
from byline.question.question import understand
from byline.readers import load_reader
from byline.readers.custom import QuestionAnsweringModel
from byline.settings import DEFAULT_ENCODER

pytestmark = pytest.mark.slow  # loads torch and transformers

TINY = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def made(folder: Path, kind: str, **options: int) -> str:
    """Write a transformers model with random weights, and the default model's tokenizer."""
    import torch  # here, since it takes seconds
    import transformers

    torch.manual_seed(1)
    getattr(transformers, kind)(transformers.BertConfig(vocab_size=30_522, **TINY, **options)).save_pretrained(folder)
    for file in SentenceTransformerEncoder(DEFAULT_ENCODER).folder.glob("*token*.json"):
        shutil.copy(file, folder)
    return str(folder)


def test_a_question_answering_model_reads(tmp_path: Path, seeds_archive: Archive) -> None:
    name = made(tmp_path / "qa", "BertForQuestionAnswering")
    with Archive(seeds_archive.folder, settings=Settings(reader=name, min_confidence=0.0)) as archive:
        reply = archive.ask("When does the law take effect?")
    assert reply.status != "no_answer"
    assert all(sentence.markers for sentence in reply.sentences)


def test_its_scores_are_those_of_the_passage_s_tokens(tmp_path: Path) -> None:
    model = QuestionAnsweringModel(made(tmp_path / "qa", "BertForQuestionAnswering"))
    text = "The law takes effect on August 1."
    scores = model.score("When?", [("A title", text), ("", "word " * 600)])
    assert [text[start:end] for start, end in scores[0].offsets] == [
        "The", "law", "takes", "effect", "on", "August", "1", "."
    ]  # fmt: skip
    assert len(scores[0].start) == len(scores[0].end) == 8
    assert 300 < len(scores[1].start) < 384


def test_a_cross_encoder_reads_sentences(tmp_path: Path, seeds_archive: Archive) -> None:
    name = made(tmp_path / "cross", "BertForSequenceClassification", num_labels=1)
    with Archive(seeds_archive.folder, settings=Settings(reader=name, min_confidence=0.0)) as archive:
        reply = archive.ask("When does the law take effect?")
    assert reply.status != "no_answer"
    assert reply.short is None
    reader = load_reader(name)
    assert threshold(Settings(max_risk=0.1), calibrated=reader.calibrated) == pytest.approx(0.9)
    assert reader.read(understand("Who?"), [], lambda terms: pytest.fail("nothing to count")).evidence == ()


def test_a_model_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="cannot be loaded") as told:
        load_reader(str(tmp_path / "nothing"))
    assert "\n" not in str(told.value)
