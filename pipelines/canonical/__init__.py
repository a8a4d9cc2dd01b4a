"""From frames of text to the hub's own facts: map, validate, compare with the stock, match, split into tables."""
