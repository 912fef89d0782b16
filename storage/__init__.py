"""Tables, queries, inbox, outbox and migrations. Nobody else speaks SQL."""
