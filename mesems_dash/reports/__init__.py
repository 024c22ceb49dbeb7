"""Frames and records as files and text for people: evaluations, explanations."""
