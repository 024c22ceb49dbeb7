"""Around the pages: the server, its middleware, the entrance, the start, the navigation and its notices."""
