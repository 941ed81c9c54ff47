"""Somebody's own table: read, understood with their help, and made into our tables."""
