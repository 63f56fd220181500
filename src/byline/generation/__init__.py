"""Answers written by the user's language model, if there is one; every sentence is checked before it is shown.

question, passages -prompt-> messages -server, local-> pieces -sentences-> sentences and their faults -reply-> Reply

prompt.py        the prompt: the rules, the question, and the passages as data
local.py         a model file, run in this process
server.py        a server with the API of OpenAI's chat completions
sentences.py     splits what the model writes into sentences and checks each
faithfulness.py  finds what in a sentence is not in the passage that it cites
earlier.py       checks what a sentence says about an earlier report
reply.py         puts the sentences that pass in place of the quoted ones

No check uses another model. A sentence with a fault is removed; if no model answers, the extractive answer is shown.
"""

from byline.generation.prompt import messages
from byline.generation.reply import with_written, written_replies
from byline.generation.sentences import Written, write
from byline.generation.server import Server

__all__ = ["Server", "Written", "messages", "with_written", "write", "written_replies"]
