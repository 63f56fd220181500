"""The chat page: its tabs, what happens in them, and how records are drawn."""
