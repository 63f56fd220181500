"""From a reading to a reply: decide, compose, compare, and say where it comes from."""
