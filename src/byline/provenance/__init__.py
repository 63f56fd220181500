"""Provenance: trace excerpts to their articles; make and verify receipts of replies.

trace.py         finds the articles that contain an excerpt, word for word or altered
checking.py      checks which sentences and quotes of a text are in articles
references.py    cited articles as CSL-JSON and BibTeX
receipts.py      replies saved with a seal
verification.py  checks a receipt against the archive, without a model
"""
