"""A session on the server: its websocket, its worker thread, and the recorder of its history."""
