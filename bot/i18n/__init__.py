"""Languages: catalogues of sentences, and how what is to be said is laid out for its readers."""
