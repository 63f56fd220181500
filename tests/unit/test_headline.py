"""What may be shown above the sentences, and how a sentence shows that it does not answer."""

from datetime import UTC, datetime

import pytest

from byline import Article, Hit, Passage, Span
from byline.answering.headline import doubts, earned
from byline.language.sentences import sentences
from byline.question.question import understand
from byline.readers.base import Evidence


def found(text: str, short: str, last: bool = False) -> Evidence:
    """Return evidence for a few words of a text, in the first (or last) sentence that contains them."""
    published = datetime(2025, 6, 4, tzinfo=UTC)
    article = Article(id="one", text=text, title="A title", published=published)
    start = text.rindex(short) if last else text.index(short)
    span = next(one for one in sentences(text) if one.start <= start < one.end)
    return Evidence(
        Hit(Passage(article, Span(0, len(text))), 1.0, 1), span, 0.9, Span(start, start + len(short)), alone=0.9
    )


def headline(question: str, text: str, short: str) -> str | None:
    evidence = earned(understand(question), found(text, short))
    return evidence.hit.article[evidence.short_span] if evidence.short_span else None


@pytest.mark.parametrize(
    ("question", "text", "short"),
    [
        ("Who bought the mill?", "The baker Nora Lind bought the mill in 2019.", "Nora Lind"),
        ("Who was hurt?", "Two sailors were hurt.", "Two sailors"),
        ("Which ship was not inspected?", "All ships except the Mirelle were inspected.", "Mirelle"),
        ("When did the bridge open?", "The bridge opened at half past nine.", "half past nine"),
        ("When was the bridge closed?", "It was closed after the storm.", "after the storm"),
        ("Where was the boat found?", "The boat was found off Skarn.", "off Skarn"),
        ("How many people came?", "Dozens came.", "Dozens"),
        ("How long may they stay?", "They may stay until the end of term.", "until the end of term"),
        ("What percentage of the staff left?", "A third of the staff left.", "A third"),
        ("What share of the staff left?", "Of the staff, 12 to 14 per cent left.", "12 to 14"),
        ("How old is Ada Berg?", "Ada Berg, 41, runs the shop.", "41"),
        ("What does a ticket cost?", "A ticket costs four crowns.", "four crowns"),
        ("Payment to each rider who qualifies?", "Each rider gets 8,500 rupees.", "8,500 rupees"),
    ],
)
def test_words_of_the_sort_that_is_asked_for_stand(question: str, text: str, short: str) -> None:
    assert headline(question, text, short) == short


@pytest.mark.parametrize(
    ("question", "text", "short"),
    [
        ("Who was hurt?", "None of the drivers was hurt, but three singers were.", "None of the drivers"),
        ("Who voted against it?", "All were from the Union Party, apart from the independent Lew Moe.", "Lew Moe"),
        ("Who bought the mill?", "The mill was sold in 2019 for 3 million crowns.", "2019"),
        ("Who bought the mill?", "The mill was sold in 2019 for 3 million crowns.", "3 million crowns"),
        ("When did the bridge open?", "The bridge was opened by Nora Lind.", "Nora Lind"),
        ("Where was the boat found?", "The boat was found in 2019.", "in 2019"),
        ("How many people came?", "Nora Lind came.", "Nora Lind"),
        ("What percentage of the staff left?", "A strike by 212 workers cost 3 million crowns.", "3 million crowns"),
        ("How old is Ada Berg?", "Ada Berg runs the shop.", "runs the shop"),
    ],
)
def test_words_of_another_sort_do_not(question: str, text: str, short: str) -> None:
    assert headline(question, text, short) is None


@pytest.mark.parametrize(
    ("question", "text", "short", "headed"),
    [
        (
            "How often do trams usually run?",
            "They run every five minutes instead of eight.",
            "every five minutes",
            None,
        ),
        ("How often do trams run now?", "They run every five minutes instead of eight.", "every five minutes", "same"),
        ("How many trams run?", "Instead of 40 trams, only 12 run.", "40", None),
        ("How many trams run?", "Instead of 40 trams, only 12 run.", "12", "same"),
        ("What will it cost?", "It will cost between 8 and 9 million.", "9 million", "between 8 and 9 million"),
        ("What will it cost?", "It will rise from 8 to 9 million.", "9 million", "same"),
        ("Why did they lose?", "“We were late.”", "We were late.”", "We were late."),
        ("What did he say?", "He said “we were late”.", "“we were late”", "same"),
        (
            "Who paid?",
            "The study of naps was paid for by the county.",
            "The study of naps was paid for by the county",
            None,
        ),
    ],
)
def test_a_headline_has_the_whole_of_the_value_that_is_asked_for(
    question: str, text: str, short: str, headed: str | None
) -> None:
    assert headline(question, text, short) == (short if headed == "same" else headed)


def test_a_yes_or_no_question_has_no_headline_but_its_verdict() -> None:
    assert headline("Did mayor Sven Kolby resign?", "It is not true that Sven Kolby resigned.", "Sven Kolby") is None


@pytest.mark.parametrize(
    ("question", "text", "short", "resolved"),
    [
        (
            "Which firms want a licence?",
            "Two firms, Arden and Belmar Trust, spoke on Monday. Both companies want a licence.",
            "Both companies",
            "Arden and Belmar Trust",
        ),
        (
            "Which of the two won?",
            "Arden and Belmar Trust made offers, and the latter won.",
            "the latter",
            "Belmar Trust",
        ),
        ("Who opened the bridge?", "The engineer Nora Lind built it. She opened it in May.", "She", "Nora Lind"),
        ("Which firms want a licence?", "Several firms spoke. Both companies want a licence.", "Both companies", None),
        ("Who opened the bridge?", "Nora Lind met Per Dahl. She opened it in May.", "She", None),
        ("What was opened?", "The bridge took years. It was opened in May.", "It", None),
        ("Who opened the bridge?", "Nora Lind opened it in May.", "Nora Lind", "Nora Lind"),
    ],
)
def test_words_that_lean_on_others_are_resolved_or_left_out(
    question: str, text: str, short: str, resolved: str | None
) -> None:
    assert headline(question, text, short) == resolved


def test_the_sentence_with_the_names_belongs_to_the_evidence() -> None:
    text = "Two firms, Arden and Belmar Trust, spoke on Monday. Both companies want a licence."
    evidence = earned(understand("Which firms want a licence?"), found(text, "Both companies"))
    assert evidence.hit.article[evidence.span] == text


@pytest.mark.parametrize(
    ("question", "text", "short", "reason"),
    [
        # What is counted
        ("How many people died in the fire?", "The fire injured 22 people.", "22", "its number counts something else"),
        ("How many people died in the fire?", "The fire killed seven people and injured 22.", "seven", ""),
        (
            "How many people were injured?",
            "The fire killed seven people and injured 22.",
            "seven",
            "its number counts something else",
        ),
        ("How many people survived?", "The dam fell and 213 people died.", "213", "its number counts something else"),
        ("How many were on board?", "The bus hit a wall, injuring nine.", "nine", "its number counts something else"),
        (
            "How many were on board?",
            "The number of people injured when it ran aground has risen to 27.",
            "27",
            "its number counts something else",
        ),
        ("How many were on board?", "A bus carrying 40 people hit a wall, injuring nine.", "40", ""),
        ("How many were on board?", "Nobody was hurt, and all 40 people got off.", "40", ""),
        ("How many were hurt on board?", "The bus hit a wall, injuring nine.", "nine", ""),
        (
            "What percentage of people voted in Kesh?",
            "Lund won in Kesh with 51.3 per cent of the vote.",
            "51.3 per cent",
            "its number counts something else",
        ),
        ("What percentage of people voted in Kesh?", "Turnout in Kesh was 61 per cent.", "61 per cent", ""),
        (
            "What percentage of people voted in Kesh?",
            "In Kesh 34 per cent voted for Lund.",
            "34 per cent",
            "its number counts something else",
        ),
        ("What percentage voted for Lund in Kesh?", "In Kesh 34 per cent voted for Lund.", "34 per cent", ""),
        ("How many hippos died in Kesh?", "At least 46 hippopotamuses have died. The hippos drank there.", "46", ""),
        ("How large was the coupon missed?", "It did not pay a coupon of 38 million due on Monday.", "38 million", ""),
        (
            "How large was the coupon paid?",
            "A coupon of 38 million is due on Monday.",
            "38 million",
            "it describes a plan",
        ),
        (
            "How many lorries did the firm own?",
            "Its 212 employees are out of work. The lorries were sold.",
            "212",
            "its number counts employees",
        ),
        ("How many riders qualify?", "Some 3,800 couriers qualify.", "3,800", ""),
        (
            "What percentage of the vote did Ramon Gil get?",
            "Pilar Lund won 51.3 per cent of the vote, beating Ramon Gil.",
            "51.3 per cent",
            "its number belongs to somebody else",
        ),
        (
            "What percentage of the vote did Pilar Lund get?",
            "Pilar Lund won 51.3 per cent of the vote, beating Ramon Gil.",
            "51.3 per cent",
            "",
        ),
        (
            "How many schools were treated?",
            "Hospitals treated 276 people. The schools were not closed.",
            "276",
            "its number counts people",
        ),
        ("How many patients were treated?", "Hospitals treated 276 people. The patients are well.", "276", ""),
        (
            "How many people died in Kesh?",
            "About 3,500 people spent the night in schools.",
            "About 3,500",
            "its number counts something else",
        ),
        ("How many people died in Kesh?", "About 3,500 people were buried in Kesh.", "About 3,500", ""),
        ("How many people died in Kesh?", "It was 14 people, the mayor said.", "14", ""),
        ("How many people lived in Kesh?", "About 3,500 people spent the night there.", "About 3,500", ""),
        (
            "How much damage did the storm do to crops?",
            "The damage was put at 260 million dollars, not counting crops.",
            "260 million dollars",
            "its number leaves out what is asked for",
        ),
        (
            "How much damage did the storm do?",
            "The damage was put at 260 million dollars, not counting crops.",
            "260 million dollars",
            "",
        ),
        (
            "How much was the damage without crops?",
            "The damage was put at 260 million dollars, not counting crops.",
            "260 million dollars",
            "",
        ),
        (
            "What percentage of Arden does the Berg family own?",
            "Arden will buy Belmar. The Berg family owns 35 percent of Belmar.",
            "35 percent",
            "its share is of Belmar",
        ),
        (
            "What percentage of Belmar does the Berg family own?",
            "Arden will buy Belmar. The Berg family owns 35 percent of Belmar.",
            "35 percent",
            "",
        ),
        (
            "What percentage of Arden does the Berg family own?",
            "The Berg family owns 35 percent of Belmar.",  # which may be another name of Arden
            "35 percent",
            "",
        ),
        (
            "How many people took part in the study?",
            "About 41 percent of the participants slept well.",
            "About 41 percent",
            "its number is a share of them",
        ),
        ("How many people took part in the study?", "The study followed 2,846 people.", "2,846", ""),
        ("How many people slept well?", "About 41 percent of the participants slept well.", "About 41 percent", ""),
        # What it costs
        (
            "What does it cost to subscribe?",
            "Entry to the pool will cost 4.50 for adults.",
            "4.50",
            "its price is for something else",
        ),
        ("What does it cost to enter the pool?", "Entry will cost 4.50 for adults. The pool is open.", "4.50", ""),
        # What kind of words
        ("What did Ada Berg promise?", "Ada Berg said that she had not been told.", "she had", "it is not a promise"),
        ("What did Ada Berg promise?", "Ada Berg said that she would pay.", "she would pay", ""),
        ("What did Ada Berg deny?", "Ada Berg said that she had paid.", "she had paid", "it is not a denial"),
        ("What did Ada Berg deny?", "Ada Berg said that she had not paid.", "she had not paid", ""),
        ("What did Ada Berg predict?", "Ada Berg said that she had paid.", "she had paid", "it is not a prediction"),
        # Accusations
        (
            "Who stole the money?",
            "Prosecutors accused Ada Berg of stealing the money.",
            "Ada Berg",
            "it is an accusation",
        ),
        ("Who is accused of stealing the money?", "They accused Ada Berg of stealing the money.", "Ada Berg", ""),
        ("Who stole the money?", "Ada Berg, who was convicted of stealing the money, will appeal.", "Ada Berg", ""),
        # Why
        (
            "Why did the bridge collapse?",
            "At least 58 people died when the bridge collapsed on Monday.",
            "58 people died",
            "it gives no reason",
        ),
        ("What caused the collapse of the dam?", "The figure was lowered: 34 people died.", "34", "it gives no reason"),
        (
            "Why did the ferry sink?",
            "The wrong count came about because five had been named twice.",
            "five had been named twice",
            "it only gives the reason for an error",
        ),
        ("Why was the count wrong?", "The error arose because names were given twice.", "names were given twice", ""),
        ("Why did 34 people die?", "The doors were shut, and 34 people died.", "The doors were shut", ""),
        ("Why did the bridge collapse?", "It was rotten when the bridge collapsed.", "It was rotten", ""),
        ("Why did the bridge collapse?", "Its cables had been cut.", "Its cables had been cut", ""),
        # Whose words
        (
            "What did the transport minister say about the deal?",
            'Union leader Ada Olsen called the deal "a victory". Transport minister Per Dahl called it "costly".',
            "a victory",
            "the speaker is Ada Olsen",
        ),
        (
            "What did the transport minister say about the deal?",
            'Union leader Ada Olsen called the deal "a victory". Transport minister Per Dahl called it "costly".',
            "costly",
            "",
        ),
        (
            "What did Pilar Vos say of the bill?",
            'Opposition leader Anneke Vos said that the bill was "a scandal".',
            "a scandal",
            "the speaker is Anneke Vos",
        ),
        ("What did Anneke Vos say of the bill?", 'Dr Vos said that the bill was "a scandal".', "a scandal", ""),
        ("What did WHO say?", "The World Health Organization said that it would wait.", "it would wait", ""),
        # About whom
        ("How old is Pilar Vos?", "Opposition leader Anneke Vos, 44, stood up.", "44", "it is about Anneke Vos"),
        ("How old is Pilar Vos?", "Vos, 44, stood up.", "44", ""),
        ("How old is Pilar Vos?", "Pilar Vos, 44, spoke after Anneke Vos.", "44", ""),
        ("How old is Pilar Vos?", "Dr Pilar Vos, 44, stood up.", "44", ""),
        (
            "How old is the striker John Carver?",
            "The economist John Carver, 58, was appointed.",
            "58",
            "it is about the economist John Carver",
        ),
        ("How old is the striker John Carver?", "Carver, 23, scored. The striker John Carver left.", "23", ""),
        ("Who rose under John Carver?", "Ada Berg rose under the economist John Carver.", "Ada Berg", ""),
        ("How old is the economist John Carver?", "The economist John Carver, 58, was appointed.", "58", ""),
        (
            "Who led the firm after John Carver?",
            "Ada Berg led it after Carver retired. The firm grew after John Carver.",
            "Ada Berg",
            "",
        ),
        (
            "What did Yelena Markov-Toll die of?",
            "Her death, of pneumonia, was announced by her son, the conductor Adrian Toll.",
            "pneumonia",
            "",
        ),
        (
            "What did Yelena Toll die of?",
            "Her death, of pneumonia, was announced by her son Adrian Toll.",
            "pneumonia",
            "",
        ),
        (
            "How old was Yelena Toll?",
            "She was there when her son Adrian Toll turned 44.",
            "44",
            "it is about Adrian Toll",
        ),
        (
            "What was Yelena Toll accused of?",
            "Her son Adrian Toll was accused of theft.",
            "theft",
            "it is about Adrian Toll",
        ),
        # Whose relative it is about
        (
            "How long must Ada Berg go to prison?",
            "The skipper must go to prison for six years. Per Berg admitted theft. His wife, Ada Berg, was cleared.",
            "six years",
            "it is about Per Berg",
        ),
        (
            "How long must Per Berg go to prison?",
            "The skipper must go to prison for six years. Per Berg admitted theft. His wife, Ada Berg, was cleared.",
            "six years",
            "",
        ),
        (
            "When was Ada Berg killed?",
            "A woman of 44 was killed on Monday. Per Berg is accused of killing his wife, Ada Berg.",
            "on Monday",
            "",
        ),
        (
            "When was Ada Berg killed?",
            "The cyclist was killed on Monday. Her brother Per Berg said that his sister, Ada Berg, rode daily.",
            "on Monday",
            "",
        ),
        (
            "When was Ada Berg hired?",
            "The skipper was hired on Monday. Ada Berg is the wife of Per Berg.",
            "on Monday",
            "",
        ),
        # Who did it to whom
        ("Who did Belmar beat?", "Arden beat Belmar 3-1.", "Arden", "it is done to Belmar"),
        ("Who did Belmar beat?", "Arden moved up after a 3-1 win over Belmar.", "Arden", "it is done to Belmar"),
        ("Who did Castor beat?", "Arden beat Belmar as Berg joins Castor.", "Belmar", "it is done by Arden"),
        ("Who did Arden beat?", "Arden beat Belmar 3-1.", "Belmar", ""),
        ("Who did Arden beat?", "Belmar was beaten by Arden.", "Belmar", ""),
        ("Who beat Arden?", "Arden moved up after a 3-1 win over Belmar.", "Belmar", "it is done by Arden"),
        ("Who beat Arden?", "Arden defeated Belmar.", "Belmar", "it is done by Arden"),
        ("Who beat Arden?", "Belmar beat Arden 3-1.", "Belmar", ""),
        ("Who beat Arden?", "Arden lost 3-1 to Belmar.", "Belmar", ""),
        ("Who beat Arden?", "Castor moved up after a win over Arden.", "Castor", ""),
        (
            "Which company is Belmar buying?",
            "Arden Foods said that it would buy its smaller rival Belmar for 3 million.",
            "Arden Foods",
            "it is done to Belmar",
        ),
        ("Which company is Belmar buying?", "Belmar will buy Arden Foods.", "Arden Foods", ""),
        ("Which company is buying Belmar?", "Arden Foods will buy Belmar.", "Arden Foods", ""),
        ("How much must Belmar pay?", "Arden must pay Belmar 100 crowns.", "100 crowns", "it is done to Belmar"),
        ("How much must Arden pay?", "Arden must pay Belmar 100 crowns.", "100 crowns", ""),
        ("How much was Belmar paid?", "Arden paid Belmar 100 crowns.", "100 crowns", ""),
        (
            "Whose bid did Arden reject?",
            "Arden offered 5 million, a bid that Belmar rejected.",
            "Belmar",
            "it is done by Belmar",
        ),
        ("Whose bid did Belmar reject?", "Belmar rejected the bid of Arden.", "Arden", ""),
        (
            "Who took over the farm from Ada Berg?",
            "She took over the farm from her neighbour Per Dahl.",
            "Per Dahl",
            "it is from somebody else than Ada Berg",
        ),
        ("Who took over the farm from Ada Berg?", "Per Dahl took over the farm from Ada Berg.", "Per Dahl", ""),
        ("Who lost to Arden?", "Belmar lost 3-1 to Castor.", "Castor", "it is to somebody else than Arden"),
        ("Who lost to Arden?", "Belmar lost 3-1 to the champions.", "Belmar", ""),
        ("When did Belmar open?", "Arden opened Belmar on Monday.", "on Monday", ""),
        ("Who did Belmar marry?", "Arden married Belmar in May.", "Arden", ""),
        # In what role
        ("Who leads the port?", "Arden Lines asks the port for berths.", "Arden Lines", "it does not say who leads"),
        ("Who leads the port?", "The port, under Ada Berg, asks for berths.", "Ada Berg", ""),
        ("Who asked the port?", "Arden Lines asked the port for berths.", "Arden Lines", ""),
        # What is denied
        (
            "Who won the contract?",
            "Neither Arden nor Belmar won the contract.",
            "Arden",
            "it says who or what it is not",
        ),
        ("Who won the contract?", "Nordlink, which won the contract, hardly changed its price.", "Nordlink", ""),
        (
            "Which bank was fined?",
            "The lender Helvex was not fined.",
            "Helvex",
            "it denies what is asked",
        ),
        ("Which bank was not fined?", "The lender Helvex was not fined.", "Helvex", ""),
        (
            "Which bank was not fined?",
            "The regulator fined Meridian Bank.",
            "Meridian Bank",
            "it says the opposite of what is asked",
        ),
        ("Which bank was not fined?", "All banks except Helvex were fined.", "Helvex", ""),
        ("Which bank was fined?", "All banks apart from Helvex were fined.", "Helvex", "it says who or what it is not"),
        (
            "Which lenders were fined?",
            "Two lenders, Helvex and Tordera, were investigated but were not fined.",
            "Helvex and Tordera",
            "it denies what is asked",
        ),
        ("Which lenders were investigated?", "Two lenders were investigated but were not fined.", "Two lenders", ""),
        # What was refused
        (
            "Who gave Ada Berg a medal?",
            "She was offered a medal by the county, and turned it down.",
            "the county",
            "it was offered and refused",
        ),
        (
            "Who offered Ada Berg a medal?",
            "She was offered a medal by the county, and turned it down.",
            "the county",
            "",
        ),
        ("Who got the post?", "Ada Berg was offered it and declined, and Per Dahl got it.", "Per Dahl", ""),
        ("Who bought the mill?", "After an offer, Arden bought the mill and rejected Belmar.", "Arden", ""),
        # What is only planned
        ("When did the bridge open?", "The bridge is to open on 9 June.", "9 June", "it describes a plan"),
        ("When did the bridge open?", "The bridge opened on 9 June.", "9 June", ""),
        ("When will the bridge open?", "The bridge is to open on 9 June.", "9 June", ""),
        ("When did the bridge open?", "The bridge opened on 9 May.", "9 May", ""),
        # At what time
        (
            "How many boats were built in 2019?",
            "In 2017 the yard built 11 boats.",
            "11",
            "it is about another time",
        ),
        ("How many boats were built in 2019?", "In 2019 the yard built 11 boats.", "11", ""),
        ("How many boats were built in 2019?", "The yard built 11 boats.", "11", ""),
        (
            "When did the bridge collapse?",
            "A report of October 2 said that the bridge had collapsed.",
            "October 2",
            "it only dates another report",
        ),
        (
            "How old was Ada Berg when she nearly drowned?",
            "She is 34 and lives in Kesh.",
            "34",
            "it is the age today",
        ),
        ("How old was Ada Berg when she nearly drowned?", "She was eleven at the time.", "eleven", ""),
        ("How old is Ada Berg?", "She is 34 and lives in Kesh.", "34", ""),
        # Opposites
        (
            "How much did sales of lamps fall?",
            "Sales of lamps grew to 880 crowns, while sales of trains fell to 410 crowns.",
            "880 crowns",
            "it describes the opposite",
        ),
        (
            "How much did sales of trains fall?",
            "Sales of lamps grew to 880 crowns, while sales of trains fell to 410 crowns.",
            "410 crowns",
            "",
        ),
        ("How many deputies do most towns have?", "Towns have at least one deputy.", "at least one", ""),
        (
            "What profit did Arden make last year?",
            "Arden lost 14 million crowns last year.",
            "14 million crowns",
            "it describes the opposite",
        ),
        ("What profit did Arden make?", "Its profit was 14 million after earlier losses.", "14 million", ""),
        (
            "How many homes are without power?",
            "Power has been restored to 85,000 homes.",
            "85,000",
            "it describes the opposite",
        ),
        ("How many homes are without power?", "Power has been restored to all but 800 homes.", "800", ""),
        ("How many people died when the wall fell down?", "The number of dead has risen to 19.", "19", ""),
        (
            "How many people said that prices fell?",
            "The number of people has risen to 19.",
            "19",
            "it describes the opposite",
        ),
        ("How many homes are without power?", "Power has not been restored to 800 homes.", "800", ""),
        (
            "When did the ferry strike begin?",
            "Crews ended the ferry strike on 10 June.",
            "10 June",
            "it describes the opposite",
        ),
        ("When did the ferry strike end?", "Crews ended the ferry strike on 10 June.", "10 June", ""),
    ],
)
def test_what_tells_that_a_sentence_does_not_answer(question: str, text: str, short: str, reason: str) -> None:
    asked, evidence = understand(question), found(text, short)
    assert doubts(asked, evidence) == ((reason,) if reason else ())
    assert (earned(asked, evidence).short_span is None) == bool(reason)


def test_nothing_is_doubted_of_a_yes_or_no_question() -> None:
    assert doubts(understand("Did the bridge open?"), found("The bridge is to open on 9 June.", "9 June")) == ()


@pytest.mark.parametrize(
    ("question", "reasons"),
    [
        ("Did Pilar Vos call the bill a scandal?", ("it is about Anneke Vos",)),
        ("Did Anneke Vos call the bill a scandal?", ()),
        ("Did Ada Berg call the bill a scandal?", ()),
    ],
)
def test_a_namesake_decides_no_yes_or_no(question: str, reasons: tuple[str, ...]) -> None:
    text = "Anneke Vos called the bill a scandal."
    assert doubts(understand(question), found(text, "called the bill a scandal")) == reasons


@pytest.mark.parametrize(
    ("question", "text", "reasons"),
    [
        ("Did Arden reach the final?", "Neither Belmar nor Castor reached the final.", ("it is about Castor",)),
        ("Did Castor reach the final?", "Neither Belmar nor Castor reached the final.", ()),
        ("Did the board reach the final?", "Neither Belmar nor Castor reached the final.", ()),
        ("Did anybody reach the final for Arden?", "Nobody reached the final.", ()),
        ("Did Arden's players reach the final?", "Players reached the final.", ()),
        ("Did Arden reach the final?", "Outsiders reached the final.", ("it is about Outsiders",)),
        ("Did Arden reach the final?", "Arden fears outsiders. Outsiders reached the final.", ()),
        (
            "Did Arden reach the final?",
            "Arden lost to Ada Young, who is young. Young reached the final.",
            ("it is about Young",),
        ),
        ("Will Arden appeal?", "Arden left. Belmar accepts the findings. It will not appeal.", ("it is about Belmar",)),
        ("Will Belmar appeal?", "Arden left. Belmar accepts the findings. It will not appeal.", ()),
        ("Will Arden appeal?", "Arden left. The bank accepts the findings. It will not appeal.", ()),
        (
            "Did Helvex steal?",
            "Meridian was fined. The regulator saw no sign that the bank had stolen. Two others, as Helvex, stole.",
            ("it comes before the first mention of the person asked about",),
        ),
        (
            "Did Helvex steal?",
            "A bank was fined. The regulator saw no sign that it had stolen. The bank is Helvex.",
            (),
        ),
    ],
)
def test_what_is_said_of_somebody_else_is_doubted(question: str, text: str, reasons: tuple[str, ...]) -> None:
    short = next(words for words in ("reached", "It will", "no sign") if words in text)
    assert doubts(understand(question), found(text, short)) == reasons
