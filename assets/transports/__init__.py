"""How files come from and go to partners: local folders, or a server of theirs. Nothing here reads what is in them."""
