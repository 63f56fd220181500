"""What is being asked.

question.py   Question: all that is understood of a question, computed once
shorthand.py  what is typed in a hurry written out: 2day, whats, keywords in the place of a question
mending.py    typing errors and capitals put right by what the archive writes
followup.py   a follow-up said in full; phrases.py what a question is about
period.py     the period that it asks about, and what is of it
recency.py    whether it asks how things stand, and how old an article is for that
kinds.py      what kind of question it is, and with that how it is served
conversation.py  small talk, what quoting cannot serve, and the politeness before a question
several.py    several questions in one text, told apart
sides.py      whether one side of a subject is asked for
keywords.py   words without a verb: a subject, or what is wanted of one
disputed.py   what is compared where it asks whether articles differ
form.py       what it asks for: a date, a name, a list
wanted.py     what would answer it: of which sort, what is counted, whose words
catalogue.py  what it asks of the articles themselves: which are to be counted or listed
published.py  when the articles were published that are to be counted
coverage.py   how many of its words a text has, which of its names are missing
"""
