"""STS and IAM through boto3: what AWS documents, and the access that follows from it."""
import json
import os
import subprocess

import boto3
from botocore import UNSIGNED
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError

iam, sts, ec2 = boto3.client("iam"), boto3.client("sts"), boto3.client("ec2")
account = sts.get_caller_identity()["Account"]
S3_READ = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def refused(code, status, call, says="", **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        assert says in error.response["Error"]["Message"], error
        return
    raise AssertionError(f"{code} was expected")


def trust(principal, actions=("sts:AssumeRole",), condition=None):
    statement = {"Effect": "Allow", "Principal": principal, "Action": list(actions)}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | ({"Condition": condition} if condition else {})]})


def session(credentials, service):
    return boto3.client(service, aws_access_key_id=credentials["AccessKeyId"],
                        aws_secret_access_key=credentials["SecretAccessKey"],
                        aws_session_token=credentials["SessionToken"])


# Roles, their life and its conflicts.
admin = f"arn:aws:iam::{account}:user/administrator"
document = trust({"AWS": admin}, ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"))
role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=document, Description="an app")["Role"]
assert role["AssumeRolePolicyDocument"] == json.loads(document) and role["RoleId"].startswith("AROA")
refused("EntityAlreadyExists", 409, iam.create_role, "Role with name APP already exists.", RoleName="APP",
        AssumeRolePolicyDocument=document)
refused("NoSuchEntity", 404, iam.get_role, "The role with name none cannot be found.", RoleName="none")
refused("MalformedPolicyDocument", 400, iam.create_role, RoleName="bad", AssumeRolePolicyDocument="{}")
refused("MalformedPolicyDocument", 400, iam.create_role, "Invalid principal in policy", RoleName="bad",
        AssumeRolePolicyDocument=trust({"AWS": f"arn:aws:iam::{account}:user/nobody"}))
condition = {"IpAdress": {"aws:SourceIp": "10.0.0.0/8"}}
refused("MalformedPolicyDocument", 400, iam.create_role, RoleName="bad",
        AssumeRolePolicyDocument=trust({"AWS": admin}, condition=condition))
iam.attach_role_policy(RoleName="app", PolicyArn=S3_READ)
refused("DeleteConflict", 409, iam.delete_role, "must detach all policies first", RoleName="app")
total = sum(len(page["Policies"]) for page in iam.get_paginator("list_policies").paginate(Scope="AWS"))
assert total == 1485, total

# A role's session: its name, its permissions, its limits.
assumed = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="s1", Tags=[{"Key": "team", "Value": "a"}],
                          SourceIdentity="me", ExternalId="abc")
who = session(assumed["Credentials"], "sts").get_caller_identity()
assert who["Arn"] == f"arn:aws:sts::{account}:assumed-role/app/s1" and who["UserId"] == f"{role['RoleId']}:s1"
session(assumed["Credentials"], "s3").list_buckets()
refused("UnauthorizedOperation", 403, session(assumed["Credentials"], "ec2").describe_vpcs,
        "You are not authorized to perform this operation. User: ")
words = None
try:
    session(assumed["Credentials"], "ec2").describe_vpcs()
except ClientError as error:
    words = error.response["Error"]["Message"]
sealed = words.split("Encoded authorization failure message: ")[1]
reasons = json.loads(sts.decode_authorization_message(EncodedMessage=sealed)["DecodedMessage"])
assert not reasons["allowed"] and reasons["context"]["action"] == "ec2:DescribeVpcs", reasons
assert "no identity-based policy allows it" in reasons["explanation"]["summary"], reasons
refused("AccessDenied", 403, session(assumed["Credentials"], "sts").decode_authorization_message,
        "sts:DecodeAuthorizationMessage", EncodedMessage=sealed)

simulated = iam.simulate_principal_policy(
    PolicySourceArn=f"arn:aws:iam::{sts.get_caller_identity()['Account']}:user/administrator",
    ActionNames=["s3:GetObject"])["EvaluationResults"][0]
assert simulated["EvalDecision"] == "allowed" and simulated["MatchedStatements"], simulated
none = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}]}'
limited = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="s2", Policy=none)["Credentials"]
refused("AccessDenied", 403, session(limited, "s3").list_buckets, "because no session policy allows the s3:ListAllMyBuckets action")
refused("ValidationError", 400, sts.assume_role, "exceeds the MaxSessionDuration", RoleArn=role["Arn"], RoleSessionName="s3",
        DurationSeconds=7200)
refused("AccessDenied", 403, sts.assume_role, "is not authorized to perform: sts:AssumeRole on resource: ",
        RoleArn=f"arn:aws:iam::{account}:role/none", RoleSessionName="s9")
refused("AccessDenied", 403, session(assumed["Credentials"], "sts").get_session_token)

# Chaining: an hour at most.
iam.put_role_policy(RoleName="app", PolicyName="next", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}))
second = iam.create_role(RoleName="second", AssumeRolePolicyDocument=trust({"AWS": role["Arn"]}, ("sts:AssumeRole", "sts:SetSourceIdentity")),
                         MaxSessionDuration=43200)["Role"]["Arn"]
chained = session(assumed["Credentials"], "sts")
refused("ValidationError", 400, chained.assume_role, "1 hour session limit for roles assumed by role chaining",
        RoleArn=second, RoleSessionName="c1", DurationSeconds=3601)
assert chained.assume_role(RoleArn=second, RoleSessionName="c1")["SourceIdentity"] == "me"

# A role made anew under the same name is another one: sessions of the old one end.
old = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="old")["Credentials"]
iam.detach_role_policy(RoleName="app", PolicyArn=S3_READ)
iam.delete_role_policy(RoleName="app", PolicyName="next")
iam.delete_role(RoleName="app")
refused("InvalidAccessKeyId", 403, session(old, "s3").list_buckets)
refused("InvalidClientTokenId", 403, session(old, "sts").get_caller_identity)

# The other calls of STS.
key = sts.get_session_token()["Credentials"]
assert session(key, "sts").get_caller_identity()["Arn"] == admin
assert sts.get_access_key_info(AccessKeyId=key["AccessKeyId"])["Account"] == account
refused("InvalidAuthorizationMessageException", 400, sts.decode_authorization_message, EncodedMessage="abc")

# A presigned GetCallerIdentity, as Kubernetes bearer tokens carry it.
import urllib.error
import urllib.request

endpoint = os.environ["AWS_ENDPOINT_URL"]
request = AWSRequest("GET", endpoint + "/?Action=GetCallerIdentity&Version=2011-06-15", headers={"x-k8s-aws-id": "myeks"})
SigV4QueryAuth(boto3.Session().get_credentials(), "sts", "us-west-2", expires=60).add_auth(request)
fetch = lambda name: urllib.request.urlopen(urllib.request.Request(request.url, headers={"x-k8s-aws-id": name}))
assert admin in fetch("myeks").read().decode()
try:
    fetch("other")
    raise AssertionError("another cluster's id was accepted")
except urllib.error.HTTPError as error:
    assert error.code == 403 and b"SignatureDoesNotMatch" in error.read()

# Unknown actions and missing parameters.
refused("InvalidAction", 400, iam.list_virtual_mfa_devices, "Could not find operation ListVirtualMFADevices for version 2010-05-08")
loose = boto3.client("sts", config=Config(parameter_validation=False))
refused("ValidationError", 400, loose.assume_role,
        "2 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length "
        "greater than or equal to 20; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
        RoleArn="short")
anonymous = boto3.client("iam", config=Config(signature_version=UNSIGNED))
refused("MissingAuthenticationToken", 403, anonymous.list_roles)

# A user with a key of its own, and a boundary.
iam.create_user(UserName="dev")
pair = iam.create_access_key(UserName="dev")["AccessKey"]
dev = boto3.client("s3", aws_access_key_id=pair["AccessKeyId"], aws_secret_access_key=pair["SecretAccessKey"])
refused("AccessDenied", 403, dev.list_buckets)
iam.attach_user_policy(UserName="dev", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
dev.list_buckets()
iam.put_user_permissions_boundary(UserName="dev", PermissionsBoundary="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
refused("AccessDenied", 403, dev.list_buckets, "because no permissions boundary allows the s3:ListAllMyBuckets action")
iam.update_access_key(UserName="dev", AccessKeyId=pair["AccessKeyId"], Status="Inactive")
refused("InvalidAccessKeyId", 403, dev.list_buckets)

# EKS.
eks = boto3.client("eks")
cluster = eks.describe_cluster(name="myeks")["cluster"]
assert cluster["status"] == "ACTIVE" and cluster["arn"].endswith(":cluster/myeks")
assert eks.list_clusters()["clusters"] == ["myeks"]
refused("ResourceNotFoundException", 404, eks.describe_cluster, "No cluster found for name: none.", name="none")

# A client that names another program's service is told which there are.
refused("UnknownOperationException", 400, boto3.client("dynamodb").list_tables)
print("fine")
