"""Figures and maps as plain plotly and pydeck objects, pure functions of the tables."""
