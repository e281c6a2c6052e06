"""Infrastructure as code: what an application's workflows need, found in their source, written down for one tool or another."""
