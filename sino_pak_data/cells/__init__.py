"""What a cell may say: dates, references, identifiers, and the lines that hold the cells."""
