"""Batch: boto3's client as activities, for type checkers alone. Written by tools/aws_types.py."""

from mypy_boto3_batch.client import BatchClient as Client

from eventual_connectors.surface import Group

from .lifting import method


class Batch(Group):
    """Batch."""

    cancel_job = method(Client.cancel_job)
    cancel_jobs = method(Client.cancel_jobs)
    create_compute_environment = method(Client.create_compute_environment)
    create_consumable_resource = method(Client.create_consumable_resource)
    create_job_queue = method(Client.create_job_queue)
    create_quota_share = method(Client.create_quota_share)
    create_scheduling_policy = method(Client.create_scheduling_policy)
    create_service_environment = method(Client.create_service_environment)
    delete_compute_environment = method(Client.delete_compute_environment)
    delete_consumable_resource = method(Client.delete_consumable_resource)
    delete_job_queue = method(Client.delete_job_queue)
    delete_quota_share = method(Client.delete_quota_share)
    delete_scheduling_policy = method(Client.delete_scheduling_policy)
    delete_service_environment = method(Client.delete_service_environment)
    deregister_job_definition = method(Client.deregister_job_definition)
    describe_compute_environments = method(Client.describe_compute_environments)
    describe_consumable_resource = method(Client.describe_consumable_resource)
    describe_job_definitions = method(Client.describe_job_definitions)
    describe_job_queues = method(Client.describe_job_queues)
    describe_jobs = method(Client.describe_jobs)
    describe_quota_share = method(Client.describe_quota_share)
    describe_scheduling_policies = method(Client.describe_scheduling_policies)
    describe_service_environments = method(Client.describe_service_environments)
    describe_service_job = method(Client.describe_service_job)
    get_job_queue_snapshot = method(Client.get_job_queue_snapshot)
    list_consumable_resources = method(Client.list_consumable_resources)
    list_jobs = method(Client.list_jobs)
    list_jobs_by_consumable_resource = method(Client.list_jobs_by_consumable_resource)
    list_quota_shares = method(Client.list_quota_shares)
    list_scheduling_policies = method(Client.list_scheduling_policies)
    list_service_jobs = method(Client.list_service_jobs)
    list_tags_for_resource = method(Client.list_tags_for_resource)
    register_job_definition = method(Client.register_job_definition)
    submit_job = method(Client.submit_job)
    submit_service_job = method(Client.submit_service_job)
    tag_resource = method(Client.tag_resource)
    terminate_job = method(Client.terminate_job)
    terminate_jobs = method(Client.terminate_jobs)
    terminate_service_job = method(Client.terminate_service_job)
    terminate_service_jobs = method(Client.terminate_service_jobs)
    untag_resource = method(Client.untag_resource)
    update_compute_environment = method(Client.update_compute_environment)
    update_consumable_resource = method(Client.update_consumable_resource)
    update_job_queue = method(Client.update_job_queue)
    update_quota_share = method(Client.update_quota_share)
    update_scheduling_policy = method(Client.update_scheduling_policy)
    update_service_environment = method(Client.update_service_environment)
    update_service_job = method(Client.update_service_job)
