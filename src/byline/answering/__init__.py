"""From a reading to a reply: decide, compose, compare, and say where it comes from.

question -pipeline-> hits, reading -decide-> answer or abstain -compose-> Reply

pipeline.py     one question from beginning to end, in one snapshot: understand, find, read, decide, compose
decide.py       answer or abstain: confidence, thresholds, when a language model may write
reasons.py      why a question is not answered, or only a part of it
statements.py   all that somebody said, where nothing more is asked
scaling.py      an archive's own confidence, scaled by what was judged of its replies
several.py      several questions in one text: what was found for each, put together
compose.py      what is shown of the evidence: verbatim sentences with their citations
conflicts.py    dates, figures, names or negations in which the cited articles differ
items.py        the items of a list, gathered over sentences and articles
overview.py     overviews: how sure one is, and its quotes in order
headline.py     whether the few words of the best sentence may stand above it; what speaks against a sentence
verdict.py      yes or no: where a sentence says it in so many words, else how it leans
verdict_signs.py  how a sentence leans to yes or no, by its words; verdict.json: what each sign weighs
actors.py       of whom a sentence says what is asked of somebody else
columns.py      the cell of a table's row that answers
rejoinders.py   the sentence after a quote in which another speaks, or that sets it right
context.py      what overturns a quote in its own article: corrections, withdrawals, conditions
withdrawals.py  what a later report of the same events takes back
corrected.py    corrections and retractions that stand in another article than the one cited
origins.py      which articles rely on the same source, and how many independent ones there are
cited_dates.py  the dates that an answer names, resolved
conversation.py what the earlier answer does to a follow-up: its articles are read first
timeliness.py   what is of the time asked about comes first; what is not is said to be
catalogue.py    questions about the articles themselves: counted and listed
timing.py       how long each stage takes
"""
