"""What people send: updates, albums, files of many lines, and answers that are waited for."""
