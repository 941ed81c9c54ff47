"""How the gazetteers and outlines in ``geocache/`` and ``data/boundaries/`` are made.

Run by hand when their sources change. The dashboard needs nothing of this: what is said here
of single countries is said of the data.
"""
