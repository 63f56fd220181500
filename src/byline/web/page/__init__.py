"""The chat page: its tabs, what happens in them, and how records are drawn.

ask_tab.py          lays out the tab to ask, with ask.js
asking.py           its events: ask, open a source, keep conversations and feedback
export.py           answers and conversations as Markdown and JSON
articles_tab.py     lays out the tab of the articles
browsing.py         its events: list, open, add, remove
timeline_tab.py     the tab of timelines, with its events
check_tab.py        the tab to check a quote, with its events, check.js and check.css
layout.py           what the tabs share, with panel.js and page.css
render.py           draws replies, their sources and the article of a quote
render_articles.py  draws the list of articles, versions and what has changed
"""
