"""See the modules below."""
