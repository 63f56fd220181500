"""Overviews: choose sentences from the best articles that together sum up a subject.

hits -> the best articles -> statements -> features -> ratings -> a choice of sentences

looking.py     prepare what was found: the best articles, their statements and features
statements.py  the sentences of articles, and which of them depend on the previous one
features.py    features of a sentence: place, contents, similarity to others
model.py       rate sentences with a small network that sees all of them at once
choosing.py    choose highly rated sentences that say different things, within limits
typical.py     the articles that show what an archive is about, for requests without a subject
"""
