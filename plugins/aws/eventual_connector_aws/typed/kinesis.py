"""Kinesis: boto3's client as activities, for type checkers alone. Written by tools/aws_types.py."""

from mypy_boto3_kinesis.client import KinesisClient as Client

from eventual_connectors.surface import Group

from .lifting import method, streamed


class Kinesis(Group):
    """Kinesis."""

    add_tags_to_stream = method(Client.add_tags_to_stream)
    create_channel = method(Client.create_channel)
    create_stream = method(Client.create_stream)
    decrease_stream_retention_period = method(Client.decrease_stream_retention_period)
    delete_channel = method(Client.delete_channel)
    delete_resource_policy = method(Client.delete_resource_policy)
    delete_stream = method(Client.delete_stream)
    deregister_stream_consumer = method(Client.deregister_stream_consumer)
    describe_account_settings = method(Client.describe_account_settings)
    describe_channel = method(Client.describe_channel)
    describe_limits = method(Client.describe_limits)
    describe_stream = method(Client.describe_stream)
    describe_stream_consumer = method(Client.describe_stream_consumer)
    describe_stream_summary = method(Client.describe_stream_summary)
    disable_enhanced_monitoring = method(Client.disable_enhanced_monitoring)
    enable_enhanced_monitoring = method(Client.enable_enhanced_monitoring)
    get_records = method(Client.get_records)
    get_resource_policy = method(Client.get_resource_policy)
    get_shard_iterator = method(Client.get_shard_iterator)
    increase_stream_retention_period = method(Client.increase_stream_retention_period)
    list_channels = method(Client.list_channels)
    list_shards = method(Client.list_shards)
    list_stream_consumers = method(Client.list_stream_consumers)
    list_streams = method(Client.list_streams)
    list_tags_for_resource = method(Client.list_tags_for_resource)
    list_tags_for_stream = method(Client.list_tags_for_stream)
    merge_shards = method(Client.merge_shards)
    put_record = method(Client.put_record)
    put_records = method(Client.put_records)
    put_resource_policy = method(Client.put_resource_policy)
    register_stream_consumer = method(Client.register_stream_consumer)
    remove_tags_from_stream = method(Client.remove_tags_from_stream)
    split_shard = method(Client.split_shard)
    start_stream_encryption = method(Client.start_stream_encryption)
    stop_stream_encryption = method(Client.stop_stream_encryption)
    subscribe_to_shard = streamed(Client.subscribe_to_shard)
    tag_resource = method(Client.tag_resource)
    untag_resource = method(Client.untag_resource)
    update_account_settings = method(Client.update_account_settings)
    update_channel = method(Client.update_channel)
    update_max_record_size = method(Client.update_max_record_size)
    update_shard_count = method(Client.update_shard_count)
    update_stream_mode = method(Client.update_stream_mode)
    update_stream_record_distribution_strategy = method(Client.update_stream_record_distribution_strategy)
    update_stream_warm_throughput = method(Client.update_stream_warm_throughput)
