"""A feed told to whoever makes its files: the layout as a document, in the creditor's language."""
