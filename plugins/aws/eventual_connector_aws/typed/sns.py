"""SNS: boto3's client as activities, for type checkers alone. Written by tools/aws_types.py."""

from mypy_boto3_sns.client import SNSClient as Client

from eventual_connectors.surface import Group

from .lifting import method


class SNS(Group):
    """SNS."""

    add_permission = method(Client.add_permission)
    check_if_phone_number_is_opted_out = method(Client.check_if_phone_number_is_opted_out)
    confirm_subscription = method(Client.confirm_subscription)
    create_platform_application = method(Client.create_platform_application)
    create_platform_endpoint = method(Client.create_platform_endpoint)
    create_sms_sandbox_phone_number = method(Client.create_sms_sandbox_phone_number)
    create_topic = method(Client.create_topic)
    delete_endpoint = method(Client.delete_endpoint)
    delete_platform_application = method(Client.delete_platform_application)
    delete_sms_sandbox_phone_number = method(Client.delete_sms_sandbox_phone_number)
    delete_topic = method(Client.delete_topic)
    get_data_protection_policy = method(Client.get_data_protection_policy)
    get_endpoint_attributes = method(Client.get_endpoint_attributes)
    get_platform_application_attributes = method(Client.get_platform_application_attributes)
    get_sms_attributes = method(Client.get_sms_attributes)
    get_sms_sandbox_account_status = method(Client.get_sms_sandbox_account_status)
    get_subscription_attributes = method(Client.get_subscription_attributes)
    get_topic_attributes = method(Client.get_topic_attributes)
    list_endpoints_by_platform_application = method(Client.list_endpoints_by_platform_application)
    list_origination_numbers = method(Client.list_origination_numbers)
    list_phone_numbers_opted_out = method(Client.list_phone_numbers_opted_out)
    list_platform_applications = method(Client.list_platform_applications)
    list_sms_sandbox_phone_numbers = method(Client.list_sms_sandbox_phone_numbers)
    list_subscriptions = method(Client.list_subscriptions)
    list_subscriptions_by_topic = method(Client.list_subscriptions_by_topic)
    list_tags_for_resource = method(Client.list_tags_for_resource)
    list_topics = method(Client.list_topics)
    opt_in_phone_number = method(Client.opt_in_phone_number)
    publish = method(Client.publish)
    publish_batch = method(Client.publish_batch)
    put_data_protection_policy = method(Client.put_data_protection_policy)
    remove_permission = method(Client.remove_permission)
    set_endpoint_attributes = method(Client.set_endpoint_attributes)
    set_platform_application_attributes = method(Client.set_platform_application_attributes)
    set_sms_attributes = method(Client.set_sms_attributes)
    set_subscription_attributes = method(Client.set_subscription_attributes)
    set_topic_attributes = method(Client.set_topic_attributes)
    subscribe = method(Client.subscribe)
    tag_resource = method(Client.tag_resource)
    unsubscribe = method(Client.unsubscribe)
    untag_resource = method(Client.untag_resource)
    verify_sms_sandbox_phone_number = method(Client.verify_sms_sandbox_phone_number)
