"""Text in, spans out: no archive and no model. English, by patterns.

text.py            what a reader sees, on one line, as words; compared without case
sentences.py       blocks, and the sentences of each
spelling.py        one spelling for figures, dates, per cent and accents, wherever texts are compared
terms.py           terms of the keyword search, how often they occur, what that weighs
phrases.py         where a phrase stands, in whatever case, number, accents or possessive it is written
content.py         words that carry meaning, names; background.json: how common they are
dates.py           the days that a text names; date_forms.py how they are written, calendar.py their units and names
quantities.py      figures and their units
negation.py        words that negate
clauses.py          the clauses of a sentence
enumeration.py     the items of an enumeration in a sentence
values.py          short answers, compared and grouped
mentions.py        dates, figures and names of a sentence, and whether two are the same
attribution.py     whom a text attributes something to; sources.py how sources are called
corrections.py      notices of correction, errors told again, sentences that take back the one before
announcements.py    what an article that corrects or withdraws another one says of it
stories.py         whether two articles are about the same events
minhash.py         signatures to find near copies
typing_errors.py   words typed wrong, and what they may have been meant as
identification.py  which language an article is in
titles.py          the title of a text that has none
heads.py           who wrote and published an article, and when, by its first and last lines; head_masthead.py which
                   line names the paper, head_foot.py the last lines, head_found.py what is known so far,
                   head_lines.py what a line is, head_forms.py how they are written, head_dates.py the days in
                   them, people.py the names
"""
