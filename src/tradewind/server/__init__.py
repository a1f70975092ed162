"""HTTP and WebSocket API, and the dashboard's files."""
