"""The programme for other programs, as JSON: what is Published in, bytes out. docs/api.md describes it."""
