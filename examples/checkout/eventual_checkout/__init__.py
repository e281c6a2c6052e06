"""A shop's checkout, run durably: the example that `eventual demo` runs through crashes."""
