"""The built-in readers: two span models, a small and a large one, whose weights ship with Byline.

question + passages -tokens-> ids -network-> scores -spans-> spans -reader-> sentences, signs

cascade.py  the small model reads widely, the large one what is left to decide
reader.py   finds the spans that may answer, their sentences, and what speaks for the best
model.py    loads the weights and scores passages
network.py  the transformer: a score for each token to begin or end the answer
tokens.py   what the network reads: a question with a title and a passage, tokenised
spans.py    compares the spans of all passages: arithmetic on the scores
"""
