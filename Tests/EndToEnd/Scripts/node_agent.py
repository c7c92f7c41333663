"""A pod's boto3 with nothing but the agent's URL and a token file: it is who it should be, reads its own prefix only, and
the agent answers as AWS's does; its token is rotated, its association deleted, the agent's probes and metrics are read."""
import http.client
import json
import os
import subprocess
import sys

import boto3
from botocore.exceptions import ClientError

AGENT, PROBE, METRICS, TOKEN_FILE = (os.environ[name] for name in ("AGENT", "PROBE", "METRICS", "TOKEN_FILE"))


def token(account, namespace, audience="pods.eks.amazonaws.com"):
    return subprocess.run(
        [os.environ["LANYARD_PROGRAM"], "create", "token", account, "-n", namespace, "--audience", audience,
         "--bound-pod", "app-1", "--data", os.environ["LANYARD_DATA"]],
        check=True, capture_output=True, text=True).stdout


def get(address, path, headers=None):
    connection = http.client.HTTPConnection(address, timeout=20)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


POD = """
import json, boto3
from botocore.exceptions import ClientError
session = boto3.Session()
credentials = session.get_credentials()
print(credentials.method)
print(session.client("sts").get_caller_identity()["Arn"])
s3 = session.client("s3")
s3.put_object(Bucket="data", Key="ns-a/x", Body=b"mine")
print(s3.get_object(Bucket="data", Key="ns-a/x")["Body"].read().decode())
try:
    s3.put_object(Bucket="data", Key="ns-b/x", Body=b"not mine")
except ClientError as error:
    print(error.response["Error"]["Code"])
"""


def pod():
    """Runs as a pod: no keys in the environment, no files of AWS, only what the webhook would have injected."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")}
    environment |= {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://{AGENT}/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": TOKEN_FILE,
                    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_CONFIG_FILE": "/nonexistent",
                    "AWS_EC2_METADATA_DISABLED": "true"}
    return subprocess.run([sys.executable, "-c", POD], env=environment, check=True, capture_output=True,
                          text=True).stdout.split()


iam, sts, eks, s3 = (boto3.client(name) for name in ("iam", "sts", "eks", "s3"))
account = sts.get_caller_identity()["Account"]
role = iam.create_role(RoleName="s3-role", AssumeRolePolicyDocument=document(
    {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"},
     "Action": ["sts:AssumeRole", "sts:TagSession"]}))["Role"]["Arn"]
iam.put_role_policy(RoleName="s3-role", PolicyName="own-prefix", PolicyDocument=document(
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
     "Resource": "arn:aws:s3:::data/${aws:PrincipalTag/kubernetes-namespace}/*"}))
s3.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
association = eks.create_pod_identity_association(
    clusterName="myeks", namespace="ns-a", serviceAccount="s3-sa", roleArn=role)["association"]["associationId"]

text = token("s3-sa", "ns-a")
with open(TOKEN_FILE, "w") as file:
    file.write(text)
method, who, read, refused = pod()
assert method == "container-role", method
assert who.startswith(f"arn:aws:sts::{account}:assumed-role/s3-role/eks-myeks-app-1-"), who
assert (read, refused) == ("mine", "AccessDenied"), (read, refused)

status, body, headers = get(AGENT, "/v1/credentials", {"Authorization": text})
assert (status, headers["Content-Type"]) == (200, "application/json"), (status, body)
given = json.loads(body)
assert list(given) == ["AccessKeyId", "SecretAccessKey", "Token", "AccountId", "Expiration"], list(given)
assert given["AccountId"] == account and given["Expiration"].endswith("Z")
# Cached: the same again.
assert get(AGENT, "/v1/credentials", {"Authorization": text})[1] == body

status, body, headers = get(AGENT, "/v1/credentials", {"Authorization": token("s3-sa", "ns-b")})
assert status == 404, (status, body)
assert body.startswith("[") and "]: (ResourceNotFoundException): " in body and body.endswith(", fault: client\n"), body
assert headers["X-Content-Type-Options"] == "nosniff"
status, body, _ = get(AGENT, "/v1/credentials", {"Authorization": token("s3-sa", "ns-a", "sts.amazonaws.com")})
assert status == 400 and "(InvalidTokenException)" in body, (status, body)
status, body, _ = get(AGENT, "/v1/credentials", {"Authorization": text[:-8] + "AAAAAAAA"})
assert status == 400 and "(InvalidTokenException)" in body, (status, body)
status, body, _ = get(AGENT, "/v1/credentials", {"Authorization": "Bearer " + text})
assert status == 400 and "could not base64 decode header" in body, (status, body)
status, body, _ = get(AGENT, "/v1/credentials", {"Authorization": text, "Host": "evil.example"})
assert status == 403 and "not evil.example" in body, (status, body)

for address in (PROBE, METRICS):
    assert get(address, "/healthz")[:2] == (200, "")
    assert get(address, "/readyz")[:2] == (200, "")
assert get(PROBE, "/metrics")[0] == 404
metrics = get(METRICS, "/metrics")[1]
assert 'pod_identity_http_response{code="200"}' in metrics and 'pod_identity_cache_state{state="hit"}' in metrics, metrics

# A deleted association does not take live credentials from the cache before they are to be renewed; new tokens get none.
eks.delete_pod_identity_association(clusterName="myeks", associationId=association)
assert get(AGENT, "/v1/credentials", {"Authorization": text})[0] == 200
