"""Find spans in English text by patterns, without an archive or a model.

text.py            visible text, on one line, as words; case-insensitive comparison
sentences.py       blocks, and the sentences of each
spelling.py        one spelling for figures, dates, per cent and accents, for comparing texts
terms.py           terms of the keyword search, their counts and weights
phrases.py         where a phrase occurs, in any case, number, accents or possessive
content.py         meaningful words and names; background.json says how common words are
dates.py           the days that a text names; date_forms.py has the forms of dates, calendar.py their units and names
quantities.py      figures and their units
irregular.py        irregular past forms of verbs
negation.py         words that negate
clauses.py         the clauses of a sentence
enumeration.py     the items of an enumeration in a sentence
values.py          compare and group short answers
mentions.py        dates, figures and names in a sentence, and whether two of them agree
attribution.py     to whom a text attributes a statement; sources.py has the names for sources
corrections.py      notices of correction, errors retold, sentences that withdraw the previous one
announcements.py    what an article says about another one that it corrects or withdraws
stories.py         whether two articles report the same events
minhash.py         signatures to find near copies
typing_errors.py   mistyped words, and which words may have been meant
identification.py  which language an article is in
titles.py          a title for a text without one
heads.py           who wrote and published an article, and when, by its first and last lines. head_masthead.py finds
                   the line that names the paper, head_foot.py reads the last lines, head_found.py holds what is
                   known so far, head_lines.py classifies lines, head_forms.py has their patterns, head_dates.py
                   the days in them, people.py the names
"""
