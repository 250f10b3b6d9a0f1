"""What becomes of a document or a number after its issue: cancelled, substituted, voided."""
