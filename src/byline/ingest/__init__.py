"""From files to drafts of articles: one file a format, all of them read in a child process with limits.

discover -> Sandbox -> child -> plain | html | pdf | docx | tables -> Draft
"""

from byline.ingest.draft import Draft, Rejection
from byline.ingest.files import Found, FoundFile, discover
from byline.ingest.sandbox import Sandbox

__all__ = ["Draft", "Found", "FoundFile", "Rejection", "Sandbox", "discover"]
