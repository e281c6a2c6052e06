"""What the installed Stripe SDK says of itself, read from its source: nothing of it is imported or run."""
