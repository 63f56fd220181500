"""Answers that a language model writes, if the user has one: each sentence is checked before it is shown.

    question + passages -prompt-> messages -server-> pieces of text -written-> sentences, each with its faults
                                                                      support: what is not in the passage cited

Nothing here decides by another model. A sentence with a fault is struck; without a server the extractive answer stands.
"""

from byline.generation.prompt import messages
from byline.generation.reply import with_written, written_replies
from byline.generation.sentences import Written, write
from byline.generation.server import Server

__all__ = ["Server", "Written", "messages", "with_written", "write", "written_replies"]
