"""What printers are told and what they answer: one file a dialect."""
