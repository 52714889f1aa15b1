"""Search: folding and bigrams, the index, the finders."""
