"""EKS Pod Identity with boto3: association, exchange as the node, ABAC, audit, refusals."""
import json
import os
import subprocess

import boto3
from botocore.exceptions import ClientError


def token(account, namespace, audience="pods.eks.amazonaws.com"):
    return subprocess.run(
        [os.environ["LANYARD_PROGRAM"], "create", "token", account, "-n", namespace, "--audience", audience,
         "--bound-pod", "app-1", "--data", os.environ["LANYARD_DATA"]],
        check=True, capture_output=True, text=True).stdout


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise AssertionError(f"{code} was expected")


iam, sts, eks, s3 = (boto3.client(name) for name in ("iam", "sts", "eks", "s3"))
account = sts.get_caller_identity()["Account"]


def statement(principal, actions):
    return {"Effect": "Allow", "Principal": principal, "Action": actions}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


role = iam.create_role(RoleName="s3-role", AssumeRolePolicyDocument=document(
    statement({"Service": "pods.eks.amazonaws.com"}, ["sts:AssumeRole", "sts:TagSession"])))["Role"]["Arn"]
iam.put_role_policy(RoleName="s3-role", PolicyName="own-prefix", PolicyDocument=document(
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
     "Resource": "arn:aws:s3:::data/${aws:PrincipalTag/kubernetes-namespace}/*"}))
s3.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
made = eks.create_pod_identity_association(
    clusterName="myeks", namespace="ns-a", serviceAccount="s3-sa", roleArn=role)["association"]
refused("ResourceInUseException", eks.create_pod_identity_association,
        clusterName="myeks", namespace="ns-a", serviceAccount="s3-sa", roleArn=role)

iam.update_assume_role_policy(RoleName="myeks-node", PolicyDocument=document(
    statement({"AWS": f"arn:aws:iam::{account}:root"}, "sts:AssumeRole")))
credentials = sts.assume_role(
    RoleArn=f"arn:aws:iam::{account}:role/myeks-node", RoleSessionName="node-1")["Credentials"]


def client(name, key, secret, session):
    return boto3.client(name, aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=session)


node = client("eks-auth", credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])
pod_token = token("s3-sa", "ns-a")
answer = node.assume_role_for_pod_identity(clusterName="myeks", token=pod_token)
assert answer["podIdentityAssociation"]["associationId"] == made["associationId"]
given = answer["credentials"]
keys = (given["accessKeyId"], given["secretAccessKey"], given["sessionToken"])
who = client("sts", *keys).get_caller_identity()["Arn"]
assert who.startswith(f"arn:aws:sts::{account}:assumed-role/s3-role/eks-myeks-app-1-"), who
pod = client("s3", *keys)
pod.put_object(Bucket="data", Key="ns-a/x", Body=b"mine")
assert pod.get_object(Bucket="data", Key="ns-a/x")["Body"].read() == b"mine"
refused("AccessDenied", pod.put_object, Bucket="data", Key="ns-b/x", Body=b"not mine")

exchange = node.assume_role_for_pod_identity
refused("InvalidTokenException", exchange, clusterName="myeks", token=token("s3-sa", "ns-a", "sts.amazonaws.com"))
refused("ResourceNotFoundException", exchange, clusterName="myeks", token=token("s3-sa", "ns-b"))
denied = refused("AccessDeniedException", client("eks-auth", *keys).assume_role_for_pod_identity,
                 clusterName="myeks", token=pod_token)
assert denied["ResponseMetadata"]["HTTPStatusCode"] == 400

events = boto3.client("cloudtrail").lookup_events(
    LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "AssumeRoleForPodIdentity"}])["Events"]
assert pod_token not in json.dumps(events, default=str)
assert any('"podName":"app-1"' in event["CloudTrailEvent"] for event in events)

iam.update_assume_role_policy(RoleName="s3-role", PolicyDocument=document(
    statement({"Service": "ec2.amazonaws.com"}, "sts:AssumeRole")))
refused("AccessDeniedException", exchange, clusterName="myeks", token=pod_token)
eks.delete_pod_identity_association(clusterName="myeks", associationId=made["associationId"])
refused("ResourceNotFoundException", exchange, clusterName="myeks", token=pod_token)
