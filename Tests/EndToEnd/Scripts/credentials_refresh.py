"""A client in a pod gets credentials, works with them, and gets others before they expire: of its rotated token.

usage: credentials_refresh.py CLIENT irsa|pod-identity. The control plane's clock stands so that all that it gives out expires four
minutes from now, which is within the time that every client renews in; so an unchanged client refreshes at its next call.
"""
import json
import os
import subprocess
import sys

import boto3

CLIENT, WAY = sys.argv[1:3]
AUDIENCE = {"irsa": "sts.amazonaws.com", "pod-identity": "pods.eks.amazonaws.com"}[WAY]
EXCHANGE = {"irsa": "AssumeRoleWithWebIdentity", "pod-identity": "AssumeRoleForPodIdentity"}[WAY]
HERE, HOME = os.path.dirname(os.path.abspath(__file__)), os.environ["POD_HOME"]
TOKEN_FILE = os.path.join(HOME, "token")

iam, sts, eks, s3, trail = (boto3.client(name) for name in ("iam", "sts", "eks", "s3", "cloudtrail"))
account = sts.get_caller_identity()["Account"]


def rotate():
    """As the kubelet does it: a new file takes the old one's place."""
    text = subprocess.run(
        [os.environ["LANYARD_PROGRAM"], "create", "token", "app", "--audience", AUDIENCE, "--bound-pod", "app-1",
         "--duration", "24h", "--data", os.environ["LANYARD_DATA"]], check=True, capture_output=True, text=True).stdout
    with open(TOKEN_FILE + ".new", "w") as file:
        file.write(text)
    os.rename(TOKEN_FILE + ".new", TOKEN_FILE)
    return text


def events(name):
    pages = trail.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}])
    return [json.loads(event["CloudTrailEvent"]) for page in pages for event in page["Events"]]


def exchanges():
    """The exchanges so far, oldest first: the key that each gave out, and where it came from."""
    return [event for event in reversed(events(EXCHANGE)) if "errorCode" not in event]


def key_given(event):
    return event["responseElements"]["credentials"]["accessKeyId"]


def trust():
    if WAY == "pod-identity":
        return {"Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    issuer = eks.describe_cluster(name="myeks")["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")
    return {"Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/{issuer}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{issuer}:aud": AUDIENCE, f"{issuer}:sub": "system:serviceaccount:default:app"}}}


def document(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


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

rotate()
pod = subprocess.Popen([sys.executable, os.path.join(HERE, "refreshing_pod.py"), CLIENT], env=environment, text=True,
                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
seen = []
for _ in range(3):
    pod.stdin.write("\n")
    pod.stdin.flush()
    who = pod.stdout.readline().strip()
    if not who:
        sys.exit(f"{CLIENT} by {WAY}: {pod.stderr.read()}")
    assert who.startswith(f"arn:aws:sts::{account}:assumed-role/app/"), who
    if WAY == "pod-identity":
        assert who.startswith(f"arn:aws:sts::{account}:assumed-role/app/eks-myeks-app-1-"), who
    made = exchanges()
    calls = [event["userIdentity"] for event in reversed(events("GetCallerIdentity"))
             if event["userIdentity"]["type"] == "AssumedRole"]
    # The call was made as who it says, with credentials that an exchange has given out; EKS Auth's events do not tell keys.
    if WAY == "irsa":
        assert calls[-1]["accessKeyId"] in {key_given(event) for event in made}, (calls[-1], made)
    assert calls[-1]["arn"] == who, (calls[-1], who)
    seen.append((len(made), calls[-1]["accessKeyId"]))
    rotate()
pod.stdin.close()
assert pod.wait(timeout=60) == 0, pod.stderr.read()
counts, keys = [count for count, _ in seen], [key for _, key in seen]
assert counts[0] >= 1 and counts[0] < counts[1] < counts[2], f"not refreshed: {counts} exchanges"
assert len(set(keys)) == 3, f"the same credentials again: {keys}"
last = exchanges()[-1]
if WAY == "irsa":
    assert last["userIdentity"]["userName"] == "system:serviceaccount:default:app", last["userIdentity"]
else:
    assert last["additionalEventData"]["podIdentity"]["podName"] == "app-1", last
print(f"{CLIENT} by {WAY}: {counts} exchanges")
