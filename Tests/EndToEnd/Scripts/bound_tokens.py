"""A token ends with its service account, pod or secret, at once, at STS and at EKS Auth."""
import base64
import json
import os
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request

import boto3
import yaml
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

program, data = os.environ["LANYARD_PROGRAM"], os.environ["LANYARD_DATA"]
kubeconfig = yaml.safe_load(subprocess.run(
    [program, "kubeconfig", "--data", data], check=True, capture_output=True, text=True).stdout)
cluster, user = kubeconfig["clusters"][0]["cluster"], kubeconfig["users"][0]["user"]
trust = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
with tempfile.NamedTemporaryFile(suffix=".pem") as pair:
    pair.write(base64.b64decode(user["client-certificate-data"]) + b"\n" + base64.b64decode(user["client-key-data"]))
    pair.flush()
    trust.load_cert_chain(pair.name)


def kubernetes(method, path, body=None):
    request = urllib.request.Request(
        cluster["server"] + path, method=method, data=body and json.dumps(body).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, context=trust) as answer:
        return json.load(answer)


def token(account, audience, *more):
    return subprocess.run(
        [program, "create", "token", account, "--audience", audience, "--data", data, *more],
        check=True, capture_output=True, text=True).stdout


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "allowed"


iam, eks, sts = boto3.client("iam"), boto3.client("eks"), boto3.client("sts")
account = sts.get_caller_identity()["Account"]
provider = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"][0]["Arn"]
issuer = provider.split(":oidc-provider/")[1]
trusts = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
     "Condition": {"StringEquals": {f"{issuer}:sub": "system:serviceaccount:default:bound"}}},
    {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"},
     "Action": ["sts:AssumeRole", "sts:TagSession"]}]})
role = iam.create_role(RoleName="bound-role", AssumeRolePolicyDocument=trusts)["Role"]["Arn"]
eks.create_pod_identity_association(clusterName="myeks", namespace="default", serviceAccount="bound", roleArn=role)
anonymous = boto3.client("sts", config=Config(signature_version=UNSIGNED))
auth = boto3.client("eks-auth")


def exchange(text):
    return refusal(anonymous.assume_role_with_web_identity,
                   RoleArn=role, RoleSessionName="bound", WebIdentityToken=text)


def associate(text):
    return refusal(auth.assume_role_for_pod_identity, clusterName="myeks", token=text)


def review(text, audience):
    return kubernetes("POST", "/apis/authentication.k8s.io/v1/tokenreviews", {
        "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
        "spec": {"token": text, "audiences": [audience]}})["status"].get("authenticated", False)


free = token("bound", "sts.amazonaws.com")
irsa = token("bound", "sts.amazonaws.com", "--bound-pod", "worker")
pods = token("bound", "pods.eks.amazonaws.com", "--bound-pod", "worker")
uid = kubernetes("GET", "/api/v1/namespaces/default/pods/worker")["metadata"]["uid"]
assert uid in base64.urlsafe_b64decode(irsa.split(".")[1] + "==").decode(), "the token names the pod of the cluster"
assert (exchange(free), exchange(irsa), associate(pods)) == ("allowed", "allowed", "allowed")
assert review(irsa, "sts.amazonaws.com")

kubernetes("DELETE", "/api/v1/namespaces/default/pods/worker?gracePeriodSeconds=0")
assert exchange(irsa) == "InvalidIdentityToken", exchange(irsa)
assert associate(pods) == "InvalidTokenException", associate(pods)
assert not review(irsa, "sts.amazonaws.com")
assert exchange(free) == "allowed", "a token of no pod does not end with one"

# A pod of the same name is another pod.
again = token("bound", "sts.amazonaws.com", "--bound-pod", "worker")
assert exchange(again) == "allowed"
assert exchange(irsa) == "InvalidIdentityToken"

# A secret that a token is bound to ends it, however old the token is.
kubernetes("POST", "/api/v1/namespaces/default/secrets", {"metadata": {"name": "leash"}})
leashed = kubernetes("POST", "/api/v1/namespaces/default/serviceaccounts/bound/token", {
    "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
    "spec": {"audiences": ["sts.amazonaws.com"], "expirationSeconds": 600,
             "boundObjectRef": {"apiVersion": "v1", "kind": "Secret", "name": "leash"}}})["status"]["token"]
assert exchange(leashed) == "allowed", exchange(leashed)
assert associate(leashed) == "InvalidTokenException", "EKS Auth takes tokens of pods alone"
kubernetes("DELETE", "/api/v1/namespaces/default/secrets/leash")
assert exchange(leashed) == "InvalidIdentityToken", exchange(leashed)
assert not review(leashed, "sts.amazonaws.com")

# What kubectl's own request makes counts too, and ends the same way.
requested = kubernetes("POST", "/api/v1/namespaces/default/serviceaccounts/bound/token", {
    "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
    "spec": {"audiences": ["sts.amazonaws.com"], "expirationSeconds": 600}})["status"]["token"]
assert exchange(requested) == "allowed"
kubernetes("DELETE", "/api/v1/namespaces/default/serviceaccounts/bound")
for text in (free, again, requested):
    assert exchange(text) == "InvalidIdentityToken"
    assert not review(text, "sts.amazonaws.com")

# A pod of another service account is not lent to this one.
token("other", "sts.amazonaws.com", "--bound-pod", "lent")
failed = subprocess.run([program, "create", "token", "bound", "--bound-pod", "lent", "--data", data],
                        capture_output=True, text=True)
assert failed.returncode == 1 and "has the service account other" in failed.stderr, failed.stderr

# `aws eks get-token` opens the cluster to the administrator; another user is known, and may do nothing.
def status(path, bearer):
    plain = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
    request = urllib.request.Request(cluster["server"] + path, headers={"Authorization": f"Bearer {bearer}"})
    try:
        with urllib.request.urlopen(request, context=plain) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def get_token(name="myeks", **environment):
    printed = subprocess.run(["aws", "eks", "get-token", "--cluster-name", name], check=True, capture_output=True,
                             text=True, env=os.environ | environment).stdout
    return json.loads(printed)["status"]["token"]


iam.create_user(UserName="visitor")
key = iam.create_access_key(UserName="visitor")["AccessKey"]
visitor = get_token(AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"])
assert status("/api/v1/namespaces", get_token()) == 200
assert status("/api/v1/namespaces", visitor) == 403
assert status("/api/v1/namespaces", get_token(name="other")) == 401
assert status("/api/v1/namespaces", get_token(AWS_SECRET_ACCESS_KEY="x" * 40)) == 401
