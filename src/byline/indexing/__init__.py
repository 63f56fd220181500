"""From article to index: split into passages, embed, commit; also rebuild, back up and check the index.

files -add-> articles -passages-> passages -workers-> embeddings -> store

add.py       finds what is new, splits and embeds it, commits it, and reports on each article
edit.py      corrects an article's metadata, and remembers the corrections
gone.py      finds files renamed in a folder, and articles whose files are gone
guess.py     fills in missing metadata from an article's first and last lines
identity.py  decides whether a text with an article's id is a version of that article
passages.py  splits an article into passages of whole sentences with exact offsets
recipe.py    how an index is made: encoder, passage size, fingerprint; one index never mixes two recipes
removal.py   removes articles, even on a full disk
rebuild.py   rebuilds the index with other settings while the old one is searched
backup.py    backs up an archive to one file, and restores it
doctor.py    checks an archive, and repairs its caches
workers/     where texts are embedded
"""
