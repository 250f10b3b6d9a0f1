"""Receipts: what stands on them, how they get onto paper, and their pictures."""
