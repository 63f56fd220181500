"""Where words come from: trace an excerpt to its article, keep and verify receipts of replies."""
