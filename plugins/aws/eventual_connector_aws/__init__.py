"""AWS, durably: `aws.dynamodb.put_item(TableName=…, Item=…)`, every operation of boto3 under boto3's own names.

Importing this package loads neither boto3 nor botocore; the first use of an operation does.
"""

from .connection import AwsConnection
from .connector import Aws, aws

__all__ = ["Aws", "AwsConnection", "aws"]
