"""Turn a reading into a reply: decide, compose, compare, and identify the sources.

question -pipeline-> hits, reading -decide-> answer or abstain -compose-> Reply

pipeline.py     one question from start to finish, in one snapshot: understand, find, read, decide, compose
decide.py       answer or abstain: confidence, thresholds, when a language model may write
reasons.py      why a question is not answered, or only partly
statements.py   everything somebody said, when the question asks for nothing more
scaling.py      an archive's own confidence, scaled by judgements of its replies
several.py      several questions in one text: combines what was found for each
compose.py      what is shown of the evidence: verbatim sentences with their citations
conflicts.py    dates, figures, names or negations on which the cited articles differ
items.py        the items of a list, collected across sentences and articles
overview.py     overviews: confidence, and the quotes in order
candidate.py    a short answer in its sentence, and a reason to doubt it
datelines.py    lines that only date their report are set aside
counted.py      whether a number is of what is asked for
roles.py        whether a sentence says of the right person what is asked
headline.py     whether the short answer may appear above its sentence; reasons to doubt a sentence
verdict.py      yes or no: stated outright by a sentence, or the way it leans
verdict_signs.py  how a sentence's words lean to yes or no; verdict.json: the weight of each sign
bygone.py       whether a sentence tells of an earlier event, or of another prize, than the question
subjects.py     whether a sentence is about the body or person that the question names, or about another
widened.py      extends a short answer to what belongs to it: "three of nine coaches"
superseded.py   lets a later report with a newer figure lead
opposites.py    a sentence that says the opposite of what is asked without negating it
bounds.py       yes or no by a figure or a date, where the question sets a bound
actors.py       whether a sentence says of somebody else what the question asks
columns.py      which cell of a table's row answers
rejoinders.py   the sentence after a quote in which another person speaks, or which corrects it
context.py      what overturns a quote in its own article: corrections, withdrawals, conditions
withdrawals.py  what a later report of the same events takes back
corrected.py    corrections and retractions published in an article other than the cited one
origins.py      which articles rely on the same source, and how many independent sources there are
cited_dates.py  the dates in an answer, resolved
conversation.py how the previous answer affects a follow-up: its articles are read first
timeliness.py   prefers sentences from the period asked about; notes when an answer is from another
catalogue.py    questions about the articles themselves: counts and lists
timing.py       how long each stage takes
"""
