"""The doors to other programs, and who may come in by them."""
