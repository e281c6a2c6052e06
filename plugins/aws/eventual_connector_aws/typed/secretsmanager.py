"""SecretsManager: boto3's client as activities, for type checkers alone. Written by tools/aws_types.py."""

from mypy_boto3_secretsmanager.client import SecretsManagerClient as Client

from eventual_connectors.surface import Group

from .lifting import method


class SecretsManager(Group):
    """SecretsManager."""

    batch_get_secret_value = method(Client.batch_get_secret_value)
    cancel_rotate_secret = method(Client.cancel_rotate_secret)
    create_secret = method(Client.create_secret)
    delete_resource_policy = method(Client.delete_resource_policy)
    delete_secret = method(Client.delete_secret)
    describe_secret = method(Client.describe_secret)
    get_random_password = method(Client.get_random_password)
    get_resource_policy = method(Client.get_resource_policy)
    get_secret_value = method(Client.get_secret_value)
    list_secret_version_ids = method(Client.list_secret_version_ids)
    list_secrets = method(Client.list_secrets)
    put_resource_policy = method(Client.put_resource_policy)
    put_secret_value = method(Client.put_secret_value)
    remove_regions_from_replication = method(Client.remove_regions_from_replication)
    replicate_secret_to_regions = method(Client.replicate_secret_to_regions)
    restore_secret = method(Client.restore_secret)
    rotate_secret = method(Client.rotate_secret)
    stop_replication_to_replica = method(Client.stop_replication_to_replica)
    tag_resource = method(Client.tag_resource)
    untag_resource = method(Client.untag_resource)
    update_secret = method(Client.update_secret)
    update_secret_version_stage = method(Client.update_secret_version_stage)
    validate_resource_policy = method(Client.validate_resource_policy)
