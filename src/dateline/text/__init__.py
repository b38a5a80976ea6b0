"""Spans, trees and other text mechanics that know nothing of politics."""
