"""What a package is: problems, the descriptor, stores and tables. Imports no other room."""
