"""Jobs with many questions or many results.

batch.py      the questions in a file, each answered or refused independently
passages.py   every passage on a subject, counted by a fixed rule without a model
alerts.py     saved questions, asked again when articles are added
delivery.py   report their new answers to a file or a webhook
"""
