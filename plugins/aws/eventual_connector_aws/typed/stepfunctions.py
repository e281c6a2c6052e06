"""SFN: boto3's client as activities, for type checkers alone. Written by tools/aws_types.py."""

from mypy_boto3_stepfunctions.client import SFNClient as Client

from eventual_connectors.surface import Group

from .lifting import method


class SFN(Group):
    """SFN."""

    create_activity = method(Client.create_activity)
    create_state_machine = method(Client.create_state_machine)
    create_state_machine_alias = method(Client.create_state_machine_alias)
    delete_activity = method(Client.delete_activity)
    delete_state_machine = method(Client.delete_state_machine)
    delete_state_machine_alias = method(Client.delete_state_machine_alias)
    delete_state_machine_version = method(Client.delete_state_machine_version)
    describe_activity = method(Client.describe_activity)
    describe_execution = method(Client.describe_execution)
    describe_map_run = method(Client.describe_map_run)
    describe_state_machine = method(Client.describe_state_machine)
    describe_state_machine_alias = method(Client.describe_state_machine_alias)
    describe_state_machine_for_execution = method(Client.describe_state_machine_for_execution)
    get_activity_task = method(Client.get_activity_task)
    get_execution_history = method(Client.get_execution_history)
    list_activities = method(Client.list_activities)
    list_executions = method(Client.list_executions)
    list_map_runs = method(Client.list_map_runs)
    list_state_machine_aliases = method(Client.list_state_machine_aliases)
    list_state_machine_versions = method(Client.list_state_machine_versions)
    list_state_machines = method(Client.list_state_machines)
    list_tags_for_resource = method(Client.list_tags_for_resource)
    publish_state_machine_version = method(Client.publish_state_machine_version)
    redrive_execution = method(Client.redrive_execution)
    send_task_failure = method(Client.send_task_failure)
    send_task_heartbeat = method(Client.send_task_heartbeat)
    send_task_success = method(Client.send_task_success)
    start_execution = method(Client.start_execution)
    start_sync_execution = method(Client.start_sync_execution)
    stop_execution = method(Client.stop_execution)
    tag_resource = method(Client.tag_resource)
    test_state = method(Client.test_state)
    untag_resource = method(Client.untag_resource)
    update_map_run = method(Client.update_map_run)
    update_state_machine = method(Client.update_state_machine)
    update_state_machine_alias = method(Client.update_state_machine_alias)
    validate_state_machine_definition = method(Client.validate_state_machine_definition)
