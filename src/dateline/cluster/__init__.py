"""The same stages on many machines: Daft plans the work, Ray's workers do it, this process loads what they found."""
