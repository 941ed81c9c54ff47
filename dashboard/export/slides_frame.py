"""Rectangles on a slide, in inches from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass

EMU_AN_INCH = 914_400  # English Metric Units, in which the format counts


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle: left and upper edge, width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def emu(self) -> tuple[int, int, int, int]:
        """Left, top, width and height as the format counts them."""
        left, top, width, height = (
            round(value * EMU_AN_INCH) for value in (self.left, self.top, self.width, self.height)
        )
        return left, top, width, height

    def meets(self, other: Frame) -> bool:
        """Whether the two have an area in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Frame) -> bool:
        """Whether ``other`` lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )
