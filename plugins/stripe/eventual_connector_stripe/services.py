"""Stripe's services for editors and type checkers: the stub beside this file. In a running program they are groups of activities."""
