"""Text in, spans out: no archive and no model."""
