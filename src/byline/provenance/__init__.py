"""Where words come from: trace an excerpt to its article, keep and verify receipts of replies.

trace.py         which articles have an excerpt, word for word or altered
checking.py      which sentences of a text stand in articles, and what is quoted in them
references.py    cited articles as CSL-JSON and BibTeX
receipts.py      replies kept under a seal
verification.py  checks a receipt against the archive, without a model
"""
