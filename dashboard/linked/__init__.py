"""The linked view: timeline, map and sectors in the browser, and its hosts."""
