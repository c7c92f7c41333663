"""Credentials of pods that have really expired: they are refused, and clients get others by themselves and go on.

usage: credentials_expiry.py irsa|pod-identity CLIENT... The control plane runs with --seed 7 and a time that stands still as long
ago as credentials last. It is started anew here: first so that all that it gives out expires within a minute by the machine's clock,
which the clients go by, then, when that is over, with the machine's time, so that it goes by the same.
"""
import datetime
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

WAY, CLIENTS = sys.argv[1], sys.argv[2:]
AUDIENCE = {"irsa": "sts.amazonaws.com", "pod-identity": "pods.eks.amazonaws.com"}[WAY]
LIFE = {"irsa": 3600, "pod-identity": 6 * 3600}[WAY]
REMAINING = 60
HERE, HOME = os.path.dirname(os.path.abspath(__file__)), os.environ["POD_HOME"]
PROGRAM, DATA = os.environ["LANYARD_PROGRAM"], os.environ["LANYARD_DATA"]
TOKEN_FILE = os.path.join(HOME, "token")
PORT = os.environ["AWS_ENDPOINT_URL"].rsplit(":", 1)[1]
UTC = datetime.timezone.utc

iam, sts, eks, s3, trail = (boto3.client(name) for name in ("iam", "sts", "eks", "s3", "cloudtrail"))
account = sts.get_caller_identity()["Account"]
started = []


def start_anew(moment):
    """The control plane at the same port, with a time that stands still."""
    os.kill(json.loads(pathlib.Path(DATA, "running.json").read_text())["process"], signal.SIGTERM)
    while started and started[-1].wait(timeout=60) is None:
        pass
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        process = subprocess.Popen(
            [PROGRAM, "up", "--data", DATA, "--aws-port", PORT, "--issuer-port", "0", "--kubernetes-port", "0",
             "--no-node", "--seed", "7", "--clock", moment.strftime("%Y-%m-%dT%H:%M:%SZ")],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        # The one before it may still be about to end.
        if "ready" in process.stdout.readline():
            started.append(process)
            return
        process.wait()
    sys.exit("the control plane does not start again")


def document(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def trust():
    if WAY == "pod-identity":
        return {"Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    issuer = eks.describe_cluster(name="myeks")["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")
    return {"Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/{issuer}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{issuer}:aud": AUDIENCE}}}


def exchange(token):
    """What the token is worth, outside of any client."""
    if WAY == "irsa":
        given = sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="test", WebIdentityToken=token)["Credentials"]
        return given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], given["Expiration"]
    given = boto3.client("eks-auth").assume_role_for_pod_identity(clusterName="myeks", token=token)["credentials"]
    return given["accessKeyId"], given["secretAccessKey"], given["sessionToken"], given["expiration"]


def identity(keys):
    return boto3.client("sts", aws_access_key_id=keys[0], aws_secret_access_key=keys[1], aws_session_token=keys[2],
                        config=Config(retries={"total_max_attempts": 1})).get_caller_identity()["Arn"]


def ask(pods):
    """Every client acts at once; who each of them says it is."""
    for pod in pods.values():
        pod.stdin.write("\n")
        pod.stdin.flush()
    answers = {}
    for client, pod in pods.items():
        answers[client] = pod.stdout.readline().strip()
        if not answers[client]:
            sys.exit(f"{client} by {WAY}: {pod.stderr.read()}")
        assert answers[client].startswith(f"arn:aws:sts::{account}:assumed-role/app/"), answers
    return answers


def keys_used():
    """The keys of roles' sessions that asked who they are, newest first."""
    pages = trail.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "GetCallerIdentity"}])
    events = [json.loads(event["CloudTrailEvent"]) for page in pages for event in page["Events"]]
    return [event["userIdentity"]["accessKeyId"] for event in events
            if event["userIdentity"]["type"] == "AssumedRole" and "errorCode" not in event]


role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=document(**trust()))["Role"]["Arn"]
iam.put_role_policy(RoleName="app", PolicyName="data", PolicyDocument=document(
    Action="s3:*", Resource=["arn:aws:s3:::data", "arn:aws:s3:::data/*"]))
s3.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
environment = {name: os.environ[name] for name in ("PATH", "AWS_REGION", "AWS_ENDPOINT_URL") if name in os.environ}
environment |= {"HOME": HOME, "LANG": "C.UTF-8", "AWS_DEFAULT_REGION": os.environ["AWS_REGION"],
                "AWS_EC2_METADATA_DISABLED": "true"}
if WAY == "irsa":
    environment |= {"AWS_ROLE_ARN": role, "AWS_WEB_IDENTITY_TOKEN_FILE": TOKEN_FILE}
else:
    eks.create_pod_identity_association(clusterName="myeks", namespace="default", serviceAccount="app", roleArn=role)
    environment |= {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://{os.environ['AGENT']}/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": TOKEN_FILE}
start_anew(datetime.datetime.now(UTC) + datetime.timedelta(seconds=REMAINING - LIFE))
token = subprocess.run(
    [PROGRAM, "create", "token", "app", "--audience", AUDIENCE, "--bound-pod", "app-1", "--duration", "24h", "--data", DATA],
    check=True, capture_output=True, text=True).stdout
pathlib.Path(TOKEN_FILE).write_text(token)
old = exchange(token.strip())
end = old[3]
assert 0 < (end - datetime.datetime.now(UTC)).total_seconds() <= REMAINING, end
assert identity(old).startswith(f"arn:aws:sts::{account}:assumed-role/app/")
# Some of them look for credentials as soon as they start.
pods = {client: subprocess.Popen(
    [sys.executable, os.path.join(HERE, "refreshing_pod.py"), client], env=environment, text=True, stdin=subprocess.PIPE,
    stdout=subprocess.PIPE, stderr=subprocess.PIPE) for client in CLIENTS}
ask(pods)
assert datetime.datetime.now(UTC) < end, "the machine is too slow for this test: what was to be used has expired"
before = keys_used()
assert len(before) >= len(CLIENTS), before

while (left := (end - datetime.datetime.now(UTC)).total_seconds()) > -1:
    select.select([], [], [], left + 1.1)
start_anew(datetime.datetime.now(UTC))
try:
    print(identity(old))
    sys.exit("credentials that have expired were taken")
except ClientError as error:
    assert error.response["Error"]["Code"] == "ExpiredToken", error
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403, error.response
ask(pods)
after = keys_used()
assert len(after) == len(before) + len(CLIENTS), (before, after)
assert not set(after[:len(CLIENTS)]) & set(before), "a client works with credentials that have expired"
for client, pod in pods.items():
    pod.stdin.close()
    assert pod.wait(timeout=60) == 0, f"{client}: {pod.stderr.read()}"
for process in started[-1:]:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)
print(f"{WAY}: {', '.join(CLIENTS)} went on after {end}")
