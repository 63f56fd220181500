"""Turn files into article drafts: one module per format, all run in a child process with limits.

discover -> Sandbox -> child -> the parser for the format -> Draft

files.py    finds the files to read and maps suffixes to parsers
sandbox.py  the parent's side of the child process
child.py    the child process, so that a file that crashes its parser takes down nothing else
draft.py    what a parser returns: the article fields it could find
plain.py    plain text, and Markdown with front matter
garbled.py  detects text that was already garbled in the file
html.py     web pages, including those saved as mail (MHTML)
structured.py  schema.org metadata of a page
elements.py  tables, superscripts and hidden parts of a page, for plain text
surroundings.py  removes what surrounds the article on a page
pdf.py      PDF files
layout.py   from the characters on a page to words, lines and paragraphs
order.py    the reading order of a page: columns, blocks, and boxes beside the text
docx.py     Word files
printed_tables.py  tables on printed pages: rows with the names of their columns
grid.py     table lines that name the column of each value
numbering.py  list numbers, which a word processor prints but does not store as text
packed.py   opens file formats that are zip archives, with a size limit
opendocument.py  OpenDocument texts
rtf.py      rich text
epub.py     books
slides.py   presentations
sheets.py   Excel workbooks
mail.py     messages and mailboxes
webarchive.py  pages in web archives (WARC, WACZ)
zipped.py   zip archives of readable files
tables.py   files with many articles: JSON, JSON Lines, and tables such as CSV
rows.py     rows of a text table: separators and encodings
columns.py  maps the column names that tools write to article fields
markup.py   plain text of HTML in a field
feed.py     RSS and Atom
"""

from byline.ingest.draft import Draft, Rejection
from byline.ingest.files import Found, FoundFile, discover
from byline.ingest.sandbox import Sandbox

__all__ = ["Draft", "Found", "FoundFile", "Rejection", "Sandbox", "discover"]
