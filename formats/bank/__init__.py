"""Bank formats: statements in, the same statements out for synthetic files. No matching to dossiers."""
