"""Users, their profiles and homes, user groups and bookmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .protocol import Json, SlackError, does, listed, needed, page

if TYPE_CHECKING:
    from .fake import SlackFake


@does("auth.test")
def _auth(fake: SlackFake, given: Json) -> Json:
    return {
        "url": "https://fake.slack.com/",
        "team": "Fake",
        "user": "app",
        "team_id": fake.caller["team"],
        "user_id": fake.caller["user"],
        "bot_id": "B0FAKE",
        "is_enterprise_install": False,
    }


@does("users.list")
def _list(fake: SlackFake, given: Json) -> Json:
    return page(fake.table("users").values(), given, "members")


@does("users.info")
def _info(fake: SlackFake, given: Json) -> Json:
    return {"user": fake.person(needed(given, "user", "user_not_found"))}


@does("users.lookupByEmail")
def _by_email(fake: SlackFake, given: Json) -> Json:
    for user in fake.table("users").values():
        if user["profile"].get("email") == given.get("email"):
            return {"user": user}
    raise SlackError("users_not_found")


@does("users.profile.get")
def _profile(fake: SlackFake, given: Json) -> Json:
    return {"profile": fake.person(given.get("user") or fake.caller["user"])["profile"]}


@does("users.profile.set")
def _set_profile(fake: SlackFake, given: Json) -> Json:
    user = fake.person(given.get("user") or fake.caller["user"])
    wanted = dict(given.get("profile") or {})
    if given.get("name"):
        wanted[given["name"]] = given.get("value", "")
    if any(user["profile"].get(name) != value for name, value in wanted.items()):
        user["profile"].update(wanted)
        fake.effect("users_profile_set", user["id"], user)
    return {"profile": user["profile"]}


@does("usergroups.create")
def _create_group(fake: SlackFake, given: Json) -> Json:
    name = needed(given, "name")
    if any(one["name"] == name for one in fake.table("usergroups").values()):
        raise SlackError("name_already_exists")
    id = fake.id("S", "usergroup", name, length=10)
    group = {"id": id, "name": name, "handle": given.get("handle", ""), "description": given.get("description", ""), "date_delete": 0}
    made = {"created_by": fake.caller["user"], "date_create": int(fake.clock.timestamp())}
    fake.table("usergroups")[id] = {**group, **made, "users": []}
    fake.effect("usergroups_create", id, group)
    return {"usergroup": fake.table("usergroups")[id]}


@does("usergroups.list")
def _groups(fake: SlackFake, given: Json) -> Json:
    return {"usergroups": list(fake.table("usergroups").values())}


@does("usergroups.users.list")
def _group_users(fake: SlackFake, given: Json) -> Json:
    return {"users": _group(fake, given)["users"]}


@does("usergroups.update")
def _update_group(fake: SlackFake, given: Json) -> Json:
    return _changed(fake, given, "usergroups_update", {name: given[name] for name in ("name", "handle", "description") if name in given})


@does("usergroups.users.update")
def _update_users(fake: SlackFake, given: Json) -> Json:
    users = listed(given.get("users"))
    return _changed(fake, given, "usergroups_users_update", {"users": [fake.person(user)["id"] for user in users]})


@does("usergroups.disable")
def _disable(fake: SlackFake, given: Json) -> Json:
    if _group(fake, given)["date_delete"]:
        return {"usergroup": _group(fake, given)}
    return _changed(fake, given, "usergroups_disable", {"date_delete": int(fake.clock.timestamp())})


@does("usergroups.enable")
def _enable(fake: SlackFake, given: Json) -> Json:
    return _changed(fake, given, "usergroups_enable", {"date_delete": 0})


@does("bookmarks.add")
def _add_bookmark(fake: SlackFake, given: Json) -> Json:
    name, _ = fake.entered({"channel": given.get("channel_id")})
    id = fake.id("Bk", "bookmark", name, length=10)
    kept = {key: given[key] for key in ("title", "type", "link", "emoji") if given.get(key) is not None}
    fake.table("bookmarks")[id] = {"id": id, "channel_id": name, **kept}
    fake.effect("bookmarks_add", id, fake.table("bookmarks")[id])
    return {"bookmark": fake.table("bookmarks")[id]}


@does("bookmarks.edit")
def _edit_bookmark(fake: SlackFake, given: Json) -> Json:
    bookmark = _bookmark(fake, given)
    changed = {key: given[key] for key in ("title", "link", "emoji") if given.get(key) is not None and bookmark.get(key) != given[key]}
    if changed:
        bookmark.update(changed)
        fake.effect("bookmarks_edit", bookmark["id"], bookmark)
    return {"bookmark": bookmark}


@does("bookmarks.remove")
def _remove_bookmark(fake: SlackFake, given: Json) -> Json:
    bookmark = _bookmark(fake, given)
    del fake.table("bookmarks")[bookmark["id"]]
    fake.effect("bookmarks_remove", bookmark["id"], bookmark)
    return {}


@does("bookmarks.list")
def _bookmarks(fake: SlackFake, given: Json) -> Json:
    return {"bookmarks": [one for one in fake.table("bookmarks").values() if one["channel_id"] == given.get("channel_id")]}


@does("views.publish")
def _publish(fake: SlackFake, given: Json) -> Json:
    user, view = needed(given, "user_id"), given.get("view")
    if not isinstance(view, dict) or view.get("type") != "home":
        raise SlackError("invalid_arguments")
    if fake.table("homes").get(user) != view:
        fake.table("homes")[user] = view
        fake.effect("views_publish", user, view)
    return {"view": {"id": f"VHOME{user}", **view}}


@does("views.open")
def _open_view(fake: SlackFake, given: Json) -> Json:
    view = given.get("view")
    if not isinstance(view, dict) or view.get("type") != "modal":
        raise SlackError("invalid_arguments")
    trigger = fake.state["triggers"].pop(given.get("trigger_id"), None)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger["until"] < fake.clock.timestamp():
        raise SlackError("expired_trigger_id")
    id = fake.id("V", "view", length=10)
    fake.table("views")[id] = {"id": id, "user": trigger["user"], **view}
    fake.effect("views_open", id, view)
    return {"view": fake.table("views")[id]}


@does("views.update")
def _update_view(fake: SlackFake, given: Json) -> Json:
    view, id = given.get("view"), needed(given, "view_id")
    if id not in fake.table("views"):
        raise SlackError("not_found")
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments")
    fake.table("views")[id] = {"id": id, "user": fake.table("views")[id]["user"], **view}
    fake.effect("views_update", id, view)
    return {"view": fake.table("views")[id]}


def _group(fake: SlackFake, given: Json) -> Json:
    found: Json | None = fake.table("usergroups").get(needed(given, "usergroup", "no_such_subteam"))
    if found is None:
        raise SlackError("no_such_subteam")
    return found


def _changed(fake: SlackFake, given: Json, activity: str, wanted: Json) -> Json:
    group = _group(fake, given)
    if any(group.get(name) != value for name, value in wanted.items()):
        group.update(wanted)
        fake.effect(activity, group["id"], group)
    return {"usergroup": group}


def _bookmark(fake: SlackFake, given: Json) -> Json:
    found: Json | None = fake.table("bookmarks").get(needed(given, "bookmark_id"))
    if found is None:
        raise SlackError("not_found")
    return found
