"""What people write for the status of an event, in English, Vietnamese and Japanese."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.names import fold

_WORDS: Mapping[str, str] = {
    "held": "held, done, completed, complete, finished, past, closed, took place, happened, "
    "da dien ra, da to chuc, hoan thanh, da hoan thanh, ket thuc, da ket thuc, "
    "終了, 完了, 実施済み, 実施済, 開催済み, 済",
    "ongoing": "ongoing, going on, in progress, active, running, current, open, implementing, "
    "dang dien ra, dang thuc hien, dang trien khai, 進行中, 実施中, 継続中, 継続, 開催中",
    "recurring": "recurring, regular, annual, yearly, monthly, weekly, periodic, "
    "dinh ky, hang nam, thuong nien, 定期, 毎年, 恒例",
    "planned": "planned, scheduled, upcoming, future, to come, confirmed, "
    "du kien, sap dien ra, ke hoach, theo ke hoach, len ke hoach, 予定, 計画, 計画中, 開催予定",
    "proposed": "proposed, proposal, suggested, idea, draft, under discussion, "
    "de xuat, kien nghi, 提案, 提案中, 検討中, 構想",
}
# An event that was called off did not happen, and none of the statuses says so.
_OFF = (
    "cancelled, canceled, called off, postponed, suspended, huy, da huy, bi huy, huy bo, "
    "da huy bo, hoan, da hoan, tam hoan, bi hoan, 中止, 延期, 取消, 取り消し, 取り止め, キャンセル"
)
_CALLED_OFF = frozenset(fold(word) for word in _OFF.split(","))
_STATUS = {fold(word): status for status, words in _WORDS.items() for word in words.split(",")}


def status_of(text: str) -> str:
    """The status of `closed_lists.EVENT_STATUSES` that ``text`` names; empty for none."""
    return _STATUS.get(fold(text), "")


def is_called_off(text: str) -> bool:
    """Whether ``text`` says that an event was cancelled or put off."""
    return fold(text) in _CALLED_OFF
