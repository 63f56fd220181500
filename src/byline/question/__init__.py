"""Understand what is being asked.

question.py   Question: everything that is understood of a question, computed once
shorthand.py  expand what is typed in a hurry: `2day`, `whats`, keywords instead of a question
mending.py    correct typing errors and capitals by what the archive writes
followup.py   write a follow-up out in full; phrases.py finds what a question is about
period.py     the period that a question asks about, and which passages belong to it
recency.py    whether a question asks how things stand, and how old an article is for that
kinds.py      what kind of question it is, which decides how it is served
conversation.py  small talk, requests that quoting cannot serve, and politeness before a question
several.py    split a text that asks several questions
sides.py      whether a question asks for one side of a subject
keywords.py   words without a verb: a subject, or something wanted to know about one
bounds.py     the bound that a yes-or-no question sets: more than 100, before June
disputed.py   what to compare when a question asks whether articles differ
form.py       what a question asks for: a date, a name, a list
wanted.py     what would answer a question: of which sort, what is counted, whose words
catalogue.py  questions about the articles themselves: which to count or list
published.py  when the articles to count were published
coverage.py   how many of a question's words a text contains, and which of its names are missing
"""
