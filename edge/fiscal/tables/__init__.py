"""What the law leaves to dates, states and lists: data beside the code, looked up by date."""
