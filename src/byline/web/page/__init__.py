"""The chat page: its views, what happens in them, and how records are drawn.

views.py            lays out the whole page: the rail, and the views beside it
ask_tab.py          lays out the rail and the view to ask, with rail.html, ask.html, ask.js and answered.js
asking.py           its events: ask, open a source, keep conversations and feedback
chooser.py          leads from the page of one archive to that of another, where there are several
turns.py            the turns of conversations, on the disk or in memory
running.py          answers that are being made
filters.py          which articles alone are asked
export.py           answers and conversations as Markdown and JSON
articles_tab.py     lays out the view of the articles
browsing.py         its events: list, open, remove
editing.py          the form in which the details of an article are corrected, with its events
adding_view.py      lays out where articles are added, with adding.html, adding_link.html, adding.js and adding.css
adding.py           its events: add files, a text, a link or the demo, tell how far it is, stop
timeline_tab.py     the view of timelines, with its events
check_tab.py        the view to check a quote, with its events, check.js and check.css
layout.py           what the views share, with panel.js and page.css
render.py           draws replies, their sources and the article of a quote
render_adding.py    draws where articles are added, how far that is and what became of it
render_chat.py      draws what stands around the answers: turns, the rail, suggestions
render_articles.py  draws the list of articles, versions and what has changed
"""
