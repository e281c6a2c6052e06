"""New projects: a connector, from an example that is itself a tested project or from an OpenAPI document, and an application."""
