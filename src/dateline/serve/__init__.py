"""The web page and its API: `dateline.serve.api.create_app` makes the application, `dateline serve` runs it."""
