"""Overviews: which sentences of the best articles together say what there is to say on a subject.

hits -> the best articles -> statements -> features -> ratings -> a choice of sentences

looking.py     look at what was found: the best articles, their statements and the features of these
statements.py  the sentences of some articles, and which lean on the one before
features.py    what can be told of a sentence without reading it
model.py       rate sentences by a small network that sees all of them at once
choosing.py    choose sentences that are rated high and say different things, within limits
typical.py     the articles that tell what an archive is about, where a request names no subject
"""
