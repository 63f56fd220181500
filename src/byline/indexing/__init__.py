"""From an article to the index: describe, cut, embed, commit; rebuild, back up and examine it.

files -add-> articles -passages-> passages -workers-> embeddings -> store

add.py       finds what is new, cuts and embeds it, commits it, and reports on each article
edit.py      corrects what is known of an article, and keeps what a person has corrected
gone.py      what was renamed in a folder, and which articles are in no file any more
guess.py     completes an article by its head and foot
identity.py  whether what has an article's id is a version of it
passages.py  cuts an article into passages of whole sentences with exact offsets
recipe.py    how an index is made: encoder, cutting, fingerprint; two ways are never mixed
removal.py   removes articles, on a full disk as well
rebuild.py   makes the index in another way, while the old one is searched
backup.py    all of an archive in one file, and back
doctor.py    checks an archive, and repairs its caches
workers/     where texts are embedded
"""
