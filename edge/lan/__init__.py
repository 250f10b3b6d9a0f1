"""The HTTP and WebSocket API that tills on the shop's network use."""
