"""From files to drafts of articles: one file a format, all of them read in a child process with limits.

discover -> Sandbox -> child -> a parser a format -> Draft

files.py    finds the files to read; which suffix is read by which parser
sandbox.py  the parent's side of the child process
child.py    the child process: only this one suffers from what a file does to its parser
draft.py    what a parser makes of a file: the fields of an article, as far as known
plain.py    plain text, and Markdown with front matter
garbled.py  text that was garbled before it came here
html.py     web pages, also as mail (MHTML)
structured.py  what a page says of its article in schema.org's words
elements.py  tables, raised figures and hidden parts of a page, for plain text
surroundings.py  what stands around the article of a page
pdf.py      PDF files
layout.py   from the characters on a page to its columns and paragraphs
docx.py     Word files
grid.py     lines of a table, each row with the names of its columns
numbering.py  numbers that a word processor prints before the paragraphs of lists
packed.py   files that are zip archives, opened with a limit
opendocument.py  OpenDocument texts
rtf.py      rich text
epub.py     books
slides.py   presentations
sheets.py   workbooks of Excel
mail.py     messages and mailboxes
webarchive.py  web archives (WARC, WACZ): the pages in them
zipped.py   archives of files that are read
tables.py   many articles in a file: JSON, JSON Lines, and tables such as CSV
rows.py     rows of a table in text: how fields are separated and encoded
columns.py  which field of an article a column is, under the names that tools write
markup.py   text of what is HTML in a field
feed.py     RSS and Atom
"""

from byline.ingest.draft import Draft, Rejection
from byline.ingest.files import Found, FoundFile, discover
from byline.ingest.sandbox import Sandbox

__all__ = ["Draft", "Found", "FoundFile", "Rejection", "Sandbox", "discover"]
