"""The offline half: from dossiers and place names to the tables in ``data/``."""
