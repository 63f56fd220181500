"""The built-in reader: a span model whose weights ship with Byline."""
