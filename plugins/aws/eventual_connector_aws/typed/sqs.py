"""SQS: boto3's client as activities, for type checkers alone. Written by tools/aws_types.py."""

from mypy_boto3_sqs.client import SQSClient as Client

from eventual_connectors.surface import Group

from .lifting import method


class SQS(Group):
    """SQS."""

    add_permission = method(Client.add_permission)
    cancel_message_move_task = method(Client.cancel_message_move_task)
    change_message_visibility = method(Client.change_message_visibility)
    change_message_visibility_batch = method(Client.change_message_visibility_batch)
    create_queue = method(Client.create_queue)
    delete_message = method(Client.delete_message)
    delete_message_batch = method(Client.delete_message_batch)
    delete_queue = method(Client.delete_queue)
    get_queue_attributes = method(Client.get_queue_attributes)
    get_queue_url = method(Client.get_queue_url)
    list_dead_letter_source_queues = method(Client.list_dead_letter_source_queues)
    list_message_move_tasks = method(Client.list_message_move_tasks)
    list_queue_tags = method(Client.list_queue_tags)
    list_queues = method(Client.list_queues)
    purge_queue = method(Client.purge_queue)
    receive_message = method(Client.receive_message)
    remove_permission = method(Client.remove_permission)
    send_message = method(Client.send_message)
    send_message_batch = method(Client.send_message_batch)
    set_queue_attributes = method(Client.set_queue_attributes)
    start_message_move_task = method(Client.start_message_move_task)
    tag_queue = method(Client.tag_queue)
    untag_queue = method(Client.untag_queue)
