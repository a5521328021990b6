"""Words as search sees them: one analysis for what is written and for what is asked, without a database."""

from veerkracht.web.search.words.analysis import tokens
from veerkracht.web.search.words.queries import Query, matches, query_tokens
from veerkracht.web.search.words.snippets import highlight, snippet
from veerkracht.web.search.words.spelling import Language

__all__ = ["Language", "Query", "highlight", "matches", "query_tokens", "snippet", "tokens"]
