"""EventBridgeScheduler: boto3's client as activities, for type checkers alone. Written by tools/aws_types.py."""

from mypy_boto3_scheduler.client import EventBridgeSchedulerClient as Client

from eventual_connectors.surface import Group

from .lifting import method


class EventBridgeScheduler(Group):
    """EventBridgeScheduler."""

    create_schedule = method(Client.create_schedule)
    create_schedule_group = method(Client.create_schedule_group)
    delete_schedule = method(Client.delete_schedule)
    delete_schedule_group = method(Client.delete_schedule_group)
    get_schedule = method(Client.get_schedule)
    get_schedule_group = method(Client.get_schedule_group)
    list_schedule_groups = method(Client.list_schedule_groups)
    list_schedules = method(Client.list_schedules)
    list_tags_for_resource = method(Client.list_tags_for_resource)
    tag_resource = method(Client.tag_resource)
    untag_resource = method(Client.untag_resource)
    update_schedule = method(Client.update_schedule)
