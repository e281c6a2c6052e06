"""Files, by the upload of three steps: an address, the bytes, and the completion that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .protocol import Json, SlackError, does, listed, needed, page

if TYPE_CHECKING:
    from .fake import SlackFake

UPLOAD = "/upload/v1/"


@does("files.getUploadURLExternal")
def _address(fake: SlackFake, given: Json) -> Json:
    name, length = needed(given, "filename", "missing_filename"), int(given.get("length") or 0)
    if length <= 0:
        raise SlackError("missing_length")
    id = fake.id("F", "file", name, length=10)
    fake.table("files")[id] = {"id": id, "name": name, "size": length, "title": name, "uploaded": False, "done": False, "channels": []}
    return {"file_id": id, "upload_url": f"{fake.address}{UPLOAD}{id}"}


def receive(fake: SlackFake, id: str, content: bytes) -> bool:
    """Take the bytes of a file; whether they are as long as was said."""
    file = fake.table("files").get(id)
    if file is None or file["size"] != len(content):
        return False
    file["uploaded"] = True
    return True


@does("files.completeUploadExternal")
def _complete(fake: SlackFake, given: Json) -> Json:
    found = []
    channels = [*listed(given.get("channels")), *listed(given.get("channel_id"))]
    for one in given.get("files") or ():
        file = _file(fake, str(one.get("id")))
        if not file["uploaded"]:
            raise SlackError("file_not_found")
        file.update(title=one.get("title") or file["name"], done=True, channels=sorted({*file["channels"], *channels}))
        found.append(file)
    for channel in channels:
        name, _ = fake.entered({"channel": channel})
        text = {"text": given.get("initial_comment") or ""}
        fake.say(name, {"user": fake.caller["user"], "subtype": "file_share", "files": [one["id"] for one in found], **text})
    fake.effect("files_completeUploadExternal", ",".join(one["id"] for one in found), {"files": found})
    return {"files": found}


@does("files.info")
def _info(fake: SlackFake, given: Json) -> Json:
    return {"file": _file(fake, needed(given, "file", "file_not_found")), "comments": []}


@does("files.list")
def _list(fake: SlackFake, given: Json) -> Json:
    return page((one for one in fake.table("files").values() if one["done"]), given, "files")


@does("files.delete")
def _delete(fake: SlackFake, given: Json) -> Json:
    file = _file(fake, needed(given, "file", "file_not_found"))
    del fake.table("files")[file["id"]]
    fake.effect("files_delete", file["id"], file)
    return {}


def _file(fake: SlackFake, id: str) -> Json:
    found: Json | None = fake.table("files").get(id)
    if found is None:
        raise SlackError("file_not_found")
    return found
