"""The chat page: its tabs, their events, and how records are drawn.

views.py            lays out the whole page: the sidebar (rail) and the tabs beside it
ask_tab.py          lays out the rail and the Ask tab, with rail.html, ask.html, ask.js and answered.js
asking.py           its events: ask, open a source, store conversations and feedback
chooser.py          links to the pages of other archives, if there are several
turns.py            the turns of conversations, on disk or in memory
running.py          answers in progress
filters.py          filters on the articles to ask
export.py           answers and conversations as Markdown and JSON
articles_tab.py     lays out the Articles tab
browsing.py         its events: list, open, remove
editing.py          the form for correcting an article's details, with its events
adding_view.py      lays out the dialog for adding articles, with adding.html, adding_link.html, adding.js, adding.css
adding.py           its events: add files, a text, a link or the demo; report progress; stop
timeline_tab.py     the Timeline tab, with its events
check_tab.py        the tab for checking a quote, with its events, check.js and check.css
layout.py           what the tabs share, with panel.js and page.css
render.py           draws replies, their sources, and the article around a quote
render_adding.py    draws the dialog for adding articles, its progress and its results
render_chat.py      draws what surrounds the answers: turns, the rail, suggestions
render_articles.py  draws the list of articles, their versions and changes
"""
