"""From an article to the index: describe, cut, embed, commit; rebuild, back up and examine it."""
