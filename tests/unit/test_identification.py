"""The language of a text, long or short."""

import pytest

from byline.language.identification import foreign_language_of, language_name, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The harbour was closed on Monday after a storm had damaged two of its piers.", "en"),
        ("Der Hafen wurde am Montag geschlossen, weil ein Sturm zwei Molen beschädigt hatte.", "de"),
        ("台风损坏了两座码头，港口星期一关闭。", "zh"),
        ("台風で岸壁が壊れ、港は月曜日に閉鎖された。", "ja"),
        ("태풍으로 부두가 파손돼 항구가 월요일에 폐쇄됐다.", "ko"),
        ("أغلق الميناء يوم الاثنين بعد أن ألحقت العاصفة أضرارا برصيفين.", "ar"),
        ("Порт закрыли в понедельник: шторм повредил два причала.", "ru"),
        ("Порт закрыт.", "ru"),
        ("港口关闭", "zh"),
        ("Hafen nach Sturm geschlossen", "de"),
        ("Apple iPhone 15: 苹果公司星期二在加州发布了新款手机，售价七百九十九美元。", "zh"),
        ("Closed.", None),
        ("", None),
    ],
)
def test_the_language_of_an_article(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wann wurde der Hafen geschlossen?", "de"),
        ("Pourquoi le port est-il fermé ?", "fr"),
        ("¿Cuándo cerraron el puerto?", "es"),
        ("Dlaczego zamknięto port?", "pl"),
        ("Liman neden kapatıldı?", "tr"),
        ("港口什么时候关闭的？", "zh"),
        ("لماذا أغلق الميناء؟", "ar"),
        ("Pier 12 なぜ閉鎖されたのですか", "ja"),
        ("Hvor mange skip ventet?", "und"),  # Danish or Norwegian
    ],
)
def test_a_question_in_another_language_is_known_as_such(question: str, language: str) -> None:
    assert foreign_language_of(question) == language


@pytest.mark.parametrize(
    "question",
    [
        "Who closed the harbour?",
        "bitcoin?",
        "harbour closed",
        "Rio Tinto copper mine",
        "Le Monde publisher",
        "San Sebastián mayor La Concha",
        "wen was the harber closd",
        "Who is Bürgermeister von Köln?",
        "What does 港 mean?",
        "µ?",
    ],
)
def test_names_typing_errors_and_foreign_words_leave_a_question_english(question: str) -> None:
    assert foreign_language_of(question) is None


def test_languages_have_names() -> None:
    assert (language_name("de"), language_name("xx")) == ("German", "xx")
