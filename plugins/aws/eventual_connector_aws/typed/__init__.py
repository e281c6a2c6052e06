"""What editors and type checkers see of `aws`. Nothing here is imported when a program runs."""
