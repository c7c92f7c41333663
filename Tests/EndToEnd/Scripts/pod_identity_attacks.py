"""The attacks on tokens and signatures that STS is tested with, and those on nodes and pods, at EKS Auth and at the agent."""
import http.client
import json
import os
import ssl
import subprocess
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from forgeries import forgeries

AGENT, AUDIENCE = os.environ["AGENT"], "pods.eks.amazonaws.com"
HERE = os.path.dirname(os.path.abspath(__file__))
iam, eks = boto3.client("iam"), boto3.client("eks")
# What is not worth a call by its form is to reach the server all the same.
auth = boto3.client("eks-auth", config=Config(parameter_validation=False, retries={"total_max_attempts": 1}))
issuer = eks.describe_cluster(name="myeks")["cluster"]["identity"]["oidc"]["issuer"]
role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"},
    "Action": ["sts:AssumeRole", "sts:TagSession"]}]}))["Role"]["Arn"]
eks.create_pod_identity_association(clusterName="myeks", namespace="default", serviceAccount="app", roleArn=role)


def token(*arguments, data=os.environ["LANYARD_DATA"], audience=AUDIENCE):
    return subprocess.run(
        [os.environ["LANYARD_PROGRAM"], "create", "token", "app", "--audience", audience, "--data", data, *arguments],
        check=True, capture_output=True, text=True).stdout.strip()


def at_eks_auth(text):
    try:
        return 200, auth.assume_role_for_pod_identity(clusterName="myeks", token=text)["credentials"]["accessKeyId"]
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], f"({error.response['Error']['Code']}): {error}"


def at_agent(text):
    connection = http.client.HTTPConnection(AGENT, timeout=20)
    connection.request("GET", "/v1/credentials", headers={"Authorization": text})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


good = token("--bound-pod", "app-1")
for place in (at_eks_auth, at_agent):
    status, said = place(good)
    assert status == 200, (place.__name__, status, said)
jwk = json.loads(urllib.request.urlopen(urllib.request.Request(issuer + "/keys"), context=ssl.create_default_context(
    cafile=os.environ["AWS_CA_BUNDLE"])).read())["keys"][0]

attacks = {name: (text, "InvalidTokenException") for name, text in forgeries(good, jwk, issuer).items()}
attacks["longer than allowed"] = (attacks["longer than allowed"][0], "InvalidParameterException")
attacks |= {
    "wrong audience": (token("--bound-pod", "app-1", audience="sts.amazonaws.com"), "InvalidTokenException"),
    "not of a pod": (token(), "InvalidTokenException"),
    "another cluster's": (token("--bound-pod", "app-1", data=os.environ["OTHER_DATA"]), "InvalidTokenException"),
    "another namespace's": (token("--bound-pod", "app-2", "-n", "prod"), "ResourceNotFoundException"),
}
gone = token("--bound-pod", "app-3")
assert at_eks_auth(gone)[0] == 200
subprocess.run([os.environ["KUBECTL"], "--kubeconfig", os.environ["LANYARD_DATA"] + "/kubeconfig", "delete", "pod", "app-3",
                "--namespace", "default", "--now"], check=True, capture_output=True)
attacks["a deleted pod's"] = (gone, "InvalidTokenException")

# Where the agent does not read a token as one, it says so itself and asks nobody.
unread = {"two parts", "padded", "deeply nested", "duplicate claim", "longer than allowed"}
for name, (text, code) in attacks.items():
    status, said = at_eks_auth(text)
    assert status == (404 if code.startswith("ResourceNotFound") else 400) and f"({code})" in said, f"{name}: {status} {said}"
    assert jwk["kid"] not in said and text not in said, f"{name} tells too much: {said}"
    status, said = at_agent(text)
    assert status in (400, 404), f"{name} at the agent: {status} {said}"
    assert f"({code})" in said or (name in unread and said.startswith("Service account token cannot be parsed: ")), \
        f"{name} at the agent: {said}"
    assert text not in said, f"{name} tells too much: {said}"

# What was good still is, and what was changed on the way to EKS Auth counts for nobody.
for place in (at_eks_auth, at_agent):
    assert place(good)[0] == 200
subprocess.run([sys.executable, os.path.join(HERE, "signatures.py"), "eks-auth", good], check=True)

# Neither the agent nor EKS Auth takes a header of a megabyte, and both go on.
for address in (AGENT, os.environ["AWS_ENDPOINT_URL"].removeprefix("http://")):
    connection = http.client.HTTPConnection(address, timeout=20)
    try:
        connection.request("GET", "/v1/credentials", headers={"X-Large": "a" * (1 << 20), "Authorization": good})
        status = connection.getresponse().status
        assert status in (400, 431), (address, status)
    except (ConnectionError, http.client.RemoteDisconnected):
        pass
for place in (at_eks_auth, at_agent):
    assert place(good)[0] == 200
print("fine:", len(attacks), "tokens refused twice")
