"""Events that stay where they are: grouped in a warehouse, of which only groups are fetched."""
