"""What people call the columns of a table of events, in English, Vietnamese and Japanese.

Words are written as `names.fold` leaves them: without case and diacritics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.names import fold

_WORDS: Mapping[str, str] = {
    "latitude": "latitude, lat, y coord, vi do, 緯度, lat wgs84, start lat, pickup latitude",
    "longitude": "longitude, lon, lng, long, x coord, kinh do, 経度, start lng, pickup longitude",
    "coordinates": "coordinates, coordinate, latlon, lat lon, lat long, latlng, geo, geopoint, "
    "geometry, geojson, geom, wkt, the geom, location coordinates, toa do, 座標, 緯度経度",
    "end": "end, end date, ends, enddate, end time, to, until, finish, finished, closed, "
    "date to, when to, time to, period to, ngay ket thuc, ket thuc, den ngay, den, "
    "thoi gian den, ngay den, 終了, 終了日, 終了日時, 終了年月日, 終期",
    "end_year": "end year, nam ket thuc, 終了年",
    "end_month": "end month, thang ket thuc, 終了月",
    "end_day": "end day",
    "date": "date, start, start date, startdate, begin, begins, from, when, time, timestamp, "
    "datetime, date time, created at, started, occurred, event date, start time, day date, "
    "date from, when from, time from, period from, "
    "ngay, thoi gian, ngay bat dau, bat dau, tu ngay, ngay thang, ngay to chuc, ngay dien ra, "
    "thoi gian tu, tu, "
    "日付, 日時, 開始, 開始日, 年月日, 期日, 開催日, 時期, 期間, 実施日, 発生日",
    "year": "year, nam, 年, 年度, season year",
    "month": "month, thang, 月",
    "day": "day, 日",
    "title_vi": "title in vietnamese, title vi, name vi, tieu de tieng viet",
    "title_ja": "title in japanese, title ja, name ja",
    "title": "title, name, headline, event, event name, subject, label, what, title en, "
    "name en, title in english, tieu de, ten, su kien, ten su kien, hoat dong, "
    "題名, タイトル, 名称, 件名, イベント, 行事, 催し, 会議名, 見出し, 事業名, 出来事",
    "description": "description, summary, text, details, notes, note, abstract, content, remarks, "
    "comment, comments, body, story, summary in english, mo ta, noi dung, ghi chu, tom tat, "
    "dien giai, 説明, 内容, 概要, 備考, 詳細, 本文",
    "country": "country, nation, country code, iso country, countries, quoc gia, nuoc, "
    "国, 国名, 国コード",
    "place": "place, places, location, city, town, venue, locality, neighborhood, neighbourhood, "
    "province, prefecture, region, state, county, district, site, where, airport, airport name, "
    "address, area, municipality, dia diem, noi, tinh, thanh pho, dia phuong, tinh thanh, noi to "
    "chuc, khu vuc, vung, 場所, 地名, 会場, 開催地, 開催場所, 都市, 都道府県, 県, "
    "市, 地域, 所在地, 自治体",
    "category": "category, categories, type, group, sector, sectors, field, theme, topic, class, "
    "tag, tags, genre, kind of, linh vuc, loai, nhom, chu de, danh muc, phan loai, "
    "分野, 種類, カテゴリ, カテゴリー, 分類, 区分, テーマ, グループ, 種別",
    "kind": "kind, event type, kind of event, loai su kien, loai hinh, イベント種別",
    "status": "status, trang thai, tinh trang, 状態, 状況, ステータス",
    "source_link": "url, link, source url, source link, href, website, web, source, media, "
    "reference, lien ket, duong dan, nguon, link nguon, 出典, リンク, 情報源, 参照, ソース",
    "source_name": "source, publisher, source name, media credit, credit, newspaper, nguon, "
    "ten nguon, bao, 出典, 情報源, 発行元, 出典名, 媒体",
    "id": "id, event id, identifier, uid, unique id, no, ma, ma su kien, stt, so thu tu, "
    "番号, 識別子, 整理番号",
}
_EXACT, _CONTAINED = 3, 2
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# First and last names of people make one title.
NAME_PARTS = (("first name", "last name"), ("given name", "family name"), ("ho", "ten"))


def plain(header: str) -> str:
    """A column's name as its words are compared: folded, ``startDate`` as two words."""
    bare = re.sub(r"[()\[\]::/*#%$?]", " ", _CAMEL.sub(" ", header))
    return fold(bare)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in words.split(","))


WORDS: Mapping[str, tuple[str, ...]] = {role: _listed(words) for role, words in _WORDS.items()}


def likeness(header: str, role: str) -> int:
    """How well a column's name fits a role: 3 it is its word, 2 it holds it, 0 not at all."""
    words = plain(header)
    if words in WORDS[role]:
        return _EXACT
    padded = f" {words} "
    for word in WORDS[role]:
        is_japanese = bool(_JAPANESE.search(word))
        if (is_japanese and len(word) > 1 and word in words) or (
            not is_japanese and len(word) > 2 and f" {word} " in padded
        ):
            return _CONTAINED
    return 0
