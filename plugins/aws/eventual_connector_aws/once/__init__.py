"""Writes that AWS does not make once by itself, made once: `aws.once.dynamodb.update_item(…)`. Names and parameters are boto3's.

What cannot be kept with a parameter of the plain operation (`ReturnValues` in a transaction) is no parameter here.
"""

from . import dynamodb, lambda_, s3, sns, sqs, stepfunctions

__all__ = ["dynamodb", "lambda_", "s3", "sns", "sqs", "stepfunctions"]
