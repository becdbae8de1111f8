"""What is printed: documents set with typst, as PDF/UA-1 (docs/decisions/0028). Rows in, bytes out; no request."""

from programme.paper.process import together
from programme.paper.typesetting import pdf

__all__ = ["pdf", "together"]
