"""Photos of the site: the file by the hash of its content, with the time and the place the camera wrote into it, else typed."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from PIL import ExifTags, Image

from yichuang.facts import joint as f
from yichuang.joint.actions.unit import locked
from yichuang.joint.acts import reads
from yichuang.joint.acts.verbs import check_may, going_on, joint_of
from yichuang.joint.domain import acts as law
from yichuang.joint.domain.acts import Stamp
from yichuang.joint.models import JointActPhoto
from yichuang.kernel import files, media
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.values import ZONE, canonical, new_id
from yichuang.organisations.domain import Actor

MOST = 60
"""Photos of one act at most."""
KINDS = (media.JPEG, media.PNG)
TAKEN = "%Y:%m:%d %H:%M:%S"
BROKEN = (OSError, ValueError, TypeError, KeyError, SyntaxError, ZeroDivisionError, Image.DecompressionBombError)
"""What Pillow raises on a photo whose data are not what they say."""


def read_stamp(content: bytes) -> Stamp | None:
    """Time and place from the EXIF of a photo, both or nothing."""
    try:
        with Image.open(BytesIO(content)) as picture:
            exif = picture.getexif()
            place = exif.get_ifd(ExifTags.IFD.GPSInfo)
            taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        at = datetime.strptime(str(taken).strip("\x00 "), TAKEN).replace(tzinfo=ZONE)
        lat = degrees(place[ExifTags.GPS.GPSLatitude], str(place[ExifTags.GPS.GPSLatitudeRef]), "S")
        lon = degrees(place[ExifTags.GPS.GPSLongitude], str(place[ExifTags.GPS.GPSLongitudeRef]), "W")
        return Stamp(at, *law.check_stamp(lat, lon), "exif")
    except (*BROKEN, Invalid):
        return None


def degrees(parts: Any, towards: str, negative: str) -> str:
    whole, minutes, seconds = (float(part) for part in parts)
    value = whole + minutes / 60 + seconds / 3600
    return f"{-value if towards.startswith(negative) else value:.6f}"


@transaction.atomic
def add_photo(
    act_id: UUID, source: IO[bytes] | Any, *, name: str, actor: Actor, now: datetime, taken_at: datetime | None = None, lat: str = "",
    lon: str = "",
) -> UUID:
    """Keep a photo; what the camera wrote stands before what was typed. The same photo again is the same row. Raises Invalid."""
    unit = locked(joint_of(act_id), actor=actor, now=now)
    act = going_on(unit, act_id)
    check_may(unit, act)
    stored = files.put(source, name=name)
    if stored.media_type not in KINDS:
        raise files.FileType(name=name, errors=(FieldError("photo", files.FileType.code, "请上传 JPG 或者 PNG 照片。"),))
    known = act.photos.filter(sha256=stored.sha256).values_list("id", flat=True).first()
    if known:
        return known
    if act.photos.count() >= MOST:
        many = FieldError("photo", "joint.many_photos", "一次最多%(most)s张照片。")
        raise Invalid("照片太多。", code="joint.many_photos", errors=(many,), most=MOST)
    stamp = read_stamp(files.read(stored.sha256)) or typed(taken_at or now, lat, lon)
    if stamp.taken_at > now:
        raise Invalid("照片的时间在以后。", code="joint.bad_place", errors=(FieldError("taken_at", "joint.bad_place", "请填拍照的时间。"),))
    law.check_taken(act.planned_at, stamp)
    photo = JointActPhoto.objects.create(
        id=new_id(), act=act, sha256=stored.sha256, file_name=name[-200:], media_type=stored.media_type, size=stored.size,
        taken_at=stamp.taken_at, lat=stamp.lat, lon=stamp.lon, source=stamp.source, by=actor.account_id, at=now,
    )  # fmt: skip
    where = {"taken_at": stamp.taken_at, "lat": stamp.lat, "lon": stamp.lon, "source": stamp.source}
    unit.say(f.PhotoTaken(act_id=act.id, photo_id=photo.id, sha256=photo.sha256, stamp_hash=sha256(canonical(where)).hexdigest()))
    return photo.id


def typed(taken_at: datetime, lat: str, lon: str) -> Stamp:
    return Stamp(taken_at, *law.check_stamp(lat, lon), "typed")


def open_photo(act_id: UUID, photo_id: UUID, *, actor: Actor) -> tuple[bytes, str]:
    """(content, media type) for those who may see the act. Raises NotFound."""
    reads.seen(act_id, actor)
    photo = JointActPhoto.objects.filter(id=photo_id, act_id=act_id).first()
    if photo is None:
        raise NotFound("没有这张照片。", code="joint.no_photo_file")
    return files.read(photo.sha256), photo.media_type
