"""What asks an archive more than once: many questions, every passage on a subject, saved questions.

batch.py      the questions of a file, each answered or refused by itself
passages.py   every passage on a subject, counted by a rule that leaves nothing to a model
alerts.py     saved questions, answered when new articles change or bring an answer
delivery.py   their news, to a file or a web hook
"""
