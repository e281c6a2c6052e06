"""AWS, durably: `aws.dynamodb.put_item(TableName=…, Item=…)`, every operation of boto3 under boto3's own names.

Importing this package loads neither boto3 nor botocore; the first use of an operation does.
"""

from . import files as _files  # noqa: F401  (declares what moves files)
from . import inbound as _inbound  # noqa: F401  (declares what AWS sends)
from . import once as _once  # noqa: F401  (declares what `aws` can do once)
from . import stamped as _stamped  # noqa: F401  (declares what others can make happen once)
from .connection import AwsConnection
from .connector import Aws, aws

__all__ = ["Aws", "AwsConnection", "aws"]
