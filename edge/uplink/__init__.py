"""The way to the cloud: MQTT 5 over mutual TLS. Nothing in the shop waits for it."""
