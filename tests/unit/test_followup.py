"""Follow-up questions."""

import pytest

from byline.question.followup import asked_before, leans, standalone, with_topic

LAW = "What stablecoin law does Hong Kong have?"
BEFORE = ["Who is He Qing?", LAW]


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        # A pronoun is replaced by what it stands for.
        (LAW, "When does it take effect?", "When does stablecoin law take effect? (Hong Kong)"),
        (LAW, "Which companies apply there?", "Which companies apply in Hong Kong? (stablecoin law)"),
        ("When does Belmar's port open?", "Which ships berth there?", "Which ships berth in Belmar?"),
        ("Where is Shanghai?", "How large is its economy?", "How large is Shanghai's economy?"),
        ("Is Hong Kong getting a law on tokens?", "When does it start?", "When does law start? (Hong Kong, tokens)"),
        ("Which shops look at tokens?", "Where are they?", "Where are shops? (tokens)"),
        ("When did Pan Gongsheng speak?", "What did he say?", "What did Pan Gongsheng say?"),
        # The person whom the earlier question asks for has no name yet.
        ("Who leads Shanghai's regulator?", "What did he say?", "What did he say? (Shanghai's regulator)"),
        # A noun is not replaced, but described further.
        ("What law did Hong Kong pass?", "When does this law start?", "When does this law start? (Hong Kong)"),
        (
            "What was the meeting in Shanghai about?",
            "How many people came?",
            "How many people came? (Shanghai, meeting)",
        ),
        (LAW, "And which companies are applying?", "Which companies are applying? (Hong Kong, stablecoin law)"),
        # A noun that only forms a verb is not the subject.
        ("When does Hong Kong's law take effect?", "And who applies there?", "Who applies in Hong Kong?"),
        ("When did the strike in Leeds take place?", "Who organised it?", "Who organised the strike? (Leeds)"),
        ("When will the ban come into force?", "Who is against it?", "Who is against the ban? (He Qing)"),
        ("What role does Ant Group play?", "Who leads it?", "Who leads Ant Group?"),
        # The earlier question is asked again for another detail, or of something else.
        ("When did the talks in Shanghai end?", "Why?", "Why did the talks in Shanghai end?"),
        ("When did China outlaw mining?", "And why was that?", "Why did China outlaw mining?"),
        ("Who left the Shanghai board?", "When exactly?", "Who left the Shanghai board? When?"),
        ("Did China ban crypto in 2021?", "What about 2017?", "Did China ban crypto in 2017?"),
        ("What did Arden earn in 2021?", "And the year before?", "What did Arden earn the year before?"),
        ("What did Arden earn in 2021?", "And the following year?", "What did Arden earn the following year?"),
        ("What did Arden earn last year?", "And the previous year?", "What did Arden earn the previous year?"),
        ("How much is a ticket?", "And the day before?", "How much is a ticket the day before?"),
        ("Does the ban apply to farms?", "And to hospitals?", "Does the ban apply to hospitals?"),
        ("When does Hong Kong's law take effect?", "And Singapore?", "When does Singapore's law take effect?"),
        ("When does Hong Kong's law take effect?", "How about in Japan?", "When does Japan's law take effect?"),
        (LAW, "And in 2019?", "What stablecoin law does Hong Kong have in 2019?"),
        ("How many miners left?", "What about the traders?", "How many traders left?"),
        ("How old is the striker John Carver?", "And the economist?", "How old is the economist? (John Carver)"),
        ("What did Marta Olsen say?", "And the minister?", "What did the minister say?"),
        ("How much had the ferry crews asked for?", "And the company?", "How much had the company asked for?"),
        ("How long was the queue at Ann's desk?", "And the clerk's?", "How long was the queue at the clerk's desk?"),
        ("How many voted for the levy?", "And against it?", "How many voted against the levy?"),
        ("How many lecturers does Yale have now?", "And before?", "How many lecturers does Yale have before?"),
        ("Does the last boat stay?", "And on Saturdays?", "Does the last boat stay on Saturdays?"),
        ("Who won the election in Tordera?", "And in Porto?", "Who won the election in Porto?"),
        ("How many is Norway taking from Sudan?", "And Sweden?", "How many is Sweden taking from Sudan?"),
        # Without a counterpart in the earlier question, it is asked by itself and takes over only names.
        ("What will Ann Vos do first?", "And the turnout?", "What is the turnout? (Ann Vos)"),
        ("When will the trial of Ann Vos begin?", "And the verdict?", "When is the verdict? (Ann Vos)"),
        # The earlier question says what is counted.
        ("How many people died in Porto?", "How many were moved?", "How many people were moved? (Porto)"),
        ("How many people booked in Porto?", "How many opted for a flat?", "How many people opted for a flat? (Porto)"),
        # What the follow-up itself asks for is not what its pronoun stands for.
        ("Where is the seminary?", "How many beds has it got?", "How many beds has the seminary got?"),
        ("Is Ann seeking a vote?", "What is the deadline for it?", "What is the deadline for vote? (Ann seeking)"),
        # Persons, things and their number.
        ("Who did Ann Vos beat?", "What will she do first?", "What will Ann Vos do first?"),
        ("How old is the economist?", "When does he take office?", "When does the economist take office?"),
        (
            "What are Zelatrin's side effects?",
            "Will they stop it?",
            "Will they stop Zelatrin?",
        ),
        ("Who runs Brandlin now?", "Who comes after her?", "Who comes after her? (Brandlin)"),
        ("Did Ann Lee leave?", "Who comes after her?", "Who comes after Ann Lee?"),
        ("What did Dahl say the bid cost?", "How much of that was paid?", "How much of the bid cost was paid? (Dahl)"),
        ("How much did Ann Vos get?", "And her rival?", "How much did Ann Vos's rival get?"),
        ("How many people died when the ferry sank?", "Why did it sink?", "Why did the ferry sink? (people)"),
        # How long something lasts, not how long it begins.
        ("When will the tunnel start?", "and how long", "How long will the tunnel last?"),
        ("How many people died in the dam collapse?", "And when was that?", "When was the dam collapse?"),
        ("Which watchman was found?", "Where?", "Where was the watchman found?"),
        ("When was the Kesh ring found?", "By whom?", "By whom was the Kesh ring found?"),
        # Neither a verb nor a state is what a pronoun stands for.
        ("Where did the balloon land?", "Who owns it?", "Who owns the balloon?"),
        (
            "How much will the tower in Port Kesh cost?",
            "And in Old Arden?",
            "How much will the tower in Old Arden cost?",
        ),
        ("How many boys in Kesh are in hospital?", "When did it reopen?", "When did Kesh reopen? (boys, hospital)"),
        ("What did the senate say about the ferry?", "Who voted for it?", "Who voted for the ferry? (senate)"),
        ("What happened to Ada Berg?", "Is she free?", "Is Ada Berg free?"),
        # Said once, not twice.
        ("How much does a ticket cost?", "And a pass?", "How much does a pass cost?"),
        ("What is Ann Vos's office?", "And Per Dahl's?", "What is Per Dahl's office?"),
        ("How many goats did Arden sell last year?", "And in 2020?", "How many goats did Arden sell in 2020?"),
        ("How many goats did Arden sell?", "Who said that?", "Who said how many goats did Arden sell?"),
        ("Did Arden sell its goats?", "And who says so?", "Who said: Did Arden sell its goats?"),
        ("Who founded the choir in Kesh?", "When?", "When was the choir in Kesh founded?"),
        ("When did the family of Ada Berg leave?", "Where does she live?", "Where does Ada Berg live? (family)"),
        ("Who ran Arden for nine years?", "How old is it?", "How old is Arden?"),
    ],
)
def test_a_question_that_leans_is_completed_from_the_one_before_it(before: str, question: str, whole: str) -> None:
    assert standalone(question, ["Who is He Qing?", before]) == whole
    assert standalone(question, []) == question


def test_a_name_takes_the_place_of_whoever_acts() -> None:
    assert standalone("And Arden?", ["How many seats did the greens win?"]) == "How many seats did Arden win?"
    after = standalone("And once Ada Berg won?", ["How many seats did the greens win?"])
    assert after == "How many seats did the greens win once Ada Berg won?"
    assert standalone("And in Kesh?", ["Was the bill passed?"]) == "Was the bill passed in Kesh?"
    assert standalone("And Arden?", ["Where does the bank lend?"]) == "Where does Arden lend?"


@pytest.mark.parametrize(
    "question",
    [
        "When did China ban crypto?",
        "Who is He Qing?",
        "He Qing leads what?",
        "What did Pan Gongsheng say about its growth?",
        "What do sponges use their cells for?",
        "Where is it hard to identify the remains of salmon?",
        "What happened in Shanghai this week?",
        "Is there a law on stablecoins?",
        "What do those who mine bitcoin fear?",
        "Who won the presidential election in Poland?",
        "What is taurine good for in energy drinks?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(question, BEFORE) == question


def test_a_chain_of_follow_ups_keeps_its_topic() -> None:
    history = ["What law did Hong Kong pass?", "When does it take effect?"]
    assert standalone("And who said so?", history) == "Who said when does law take effect? (Hong Kong)"


def test_a_pronoun_looks_further_back_or_to_the_answer() -> None:
    history = ["Where was the Kesh auction held?", "How many dealers came?"]
    assert standalone("Who ran it?", history) == "Who ran the Kesh auction? (dealers)"
    history = ["When did Per Dahl leave?", "Who did he follow?"]
    assert standalone("Is she rich?", history, lambda earlier: "Ada Berg") == "Is Ada Berg rich? (Per Dahl)"
    history.append("How old is she?")
    assert standalone("Where did he go?", history, lambda earlier: "Ada Berg") == "Where did Per Dahl go? (Ada Berg)"


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("Who leads Shanghai's regulator?", "What did he say?", "What did He Qing say? (Shanghai's regulator)"),
        ("Who leads Shanghai's regulator?", "What is his view?", "What is He Qing's view? (Shanghai's regulator)"),
        ("Which shops look at tokens?", "Where do they plan to?", "Where do He Qing plan to? (shops, tokens)"),
        (LAW, "When does it start?", "When does stablecoin law start? (Hong Kong)"),
    ],
)
def test_whom_the_earlier_question_asks_for_its_answer_tells(before: str, question: str, whole: str) -> None:
    assert standalone(question, [before], lambda earlier: "He\nQing") == whole


def test_a_follow_up_that_would_be_too_long_is_searched_alone() -> None:
    assert standalone("And why?", ["x" * 1_998]) == "And why?"


@pytest.mark.parametrize("question", ["?", "why", "and", "What about?", "it", "and it", "(", "What about the?"])
def test_fragments_are_completed_or_left_but_never_fail(question: str) -> None:
    for before in (*BEFORE, "?", "it", "why", " "):
        assert standalone(question, [before]).strip()


@pytest.mark.parametrize("said", ["thanks", "Thank you!", "Are you sure?", "ok", "Really?"])
def test_what_asks_for_nothing_is_left_and_not_followed_up(said: str) -> None:
    before = "Who won the election in Tordera?"
    assert standalone(said, [before]) == said
    assert standalone("And the turnout?", [before, said]) == standalone("And the turnout?", [before])


def test_only_an_answer_in_few_words_stands_in_the_place_of_a_pronoun() -> None:
    before, question = "Who leads the union?", "How old is she?"
    assert standalone(question, [before], lambda earlier: "Marta Olsen") == "How old is Marta Olsen? (union)"
    long = "the deal was called a victory for common sense"
    assert standalone(question, [before], lambda earlier: long) == "How old is she? (union)"


@pytest.mark.parametrize(
    "question",
    [
        "When did the bank withdraw its loan from Wah Sun?",
        "Why did the ships before it not stop for the fishermen of Dili?",
        "How many different injured people did the Red Cross treat in Dili?",
    ],
)
def test_a_pronoun_may_stand_for_what_its_own_question_names(question: str) -> None:
    assert standalone(question, ["How many tokens did the shops sell?"]) == question


def test_a_follow_up_that_tells_little_is_told_the_title_of_what_it_is_about() -> None:
    title = "Ferry crews end strike"
    assert with_topic("What did the minister say?", title) == "What did the minister say? (Ferry crews end strike)"
    carver = with_topic("How old is the economist? (John Carver)", "Economist Carver joins bank")
    assert carver == "How old is the economist? (John Carver, Economist Carver joins bank)"
    assert with_topic("How many came? (crews)", title) == "How many came? (crews, Ferry crews end strike)"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What did Henrik Dahl say?", "Ferry crews end strike"),  # it has a name
        ("How did the ferry captain describe the harbour?", "Ferry crews end strike"),  # it says enough
        ("What did the minister say?", "Why ferry crews end their strike"),  # the title asks a question
        ("What did the minister say?", "Will the strike end?"),
        ("What did the minister say?", "Strikes in August 2024"),  # the title names a time
        ("What did the minister say?", ""),
        ("How old is the economist? (John Carver)", "Striker Carver signs for Dunhaven"),  # about a namesake
    ],
)
def test_a_title_that_would_make_another_question_of_it_is_left_out(question: str, title: str) -> None:
    assert with_topic(question, title) == question


def test_what_is_asked_alone_needs_no_question_before_it() -> None:
    assert asked_before(["Who is He Qing?", "thanks!", "Are you sure?"]) == ["Who is He Qing?"]
    assert leans("And the turnout?", BEFORE)
    assert not leans("And the turnout?", [])
    assert not leans("Who is He Qing?", BEFORE)
    assert not leans("thanks", BEFORE)
