"""Answers that a language model writes, if the user has one: each sentence is checked before it is shown.

question, passages -prompt-> messages -server, local-> pieces -sentences-> sentences and their faults -reply-> Reply

prompt.py        what the model is told: the rules, the question, and the passages as data
local.py         a model's file, run in this process
server.py        a server that speaks OpenAI's chat completions
sentences.py     the sentences that it writes, each checked
faithfulness.py  what in a sentence is not in the passage that it cites
earlier.py       whether what it says of an earlier report is in the passage that it cites
reply.py         puts the sentences that hold in the place of those that were found

Nothing here decides by another model. A sentence with a fault is struck; without a server the extractive answer stands.
"""

from byline.generation.prompt import messages
from byline.generation.reply import with_written, written_replies
from byline.generation.sentences import Written, write
from byline.generation.server import Server

__all__ = ["Server", "Written", "messages", "with_written", "write", "written_replies"]
