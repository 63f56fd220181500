"""The built-in readers: a small and a large span model, whose weights ship with Byline.

question + passages -tokens-> ids -network-> scores -spans-> spans -reader-> sentences, signs

cascade.py  the small model reads everything, the large one the passages where the small one is not sure
reader.py   finds the spans that may answer, their sentences, and the signs of the best
model.py    loads the weights and scores passages
network.py  the transformer: a score for each token to begin or end the answer
tokens.py   tokenises the network's input: a question with a title and a passage
spans.py    compares the spans of all passages: arithmetic on the scores
"""
