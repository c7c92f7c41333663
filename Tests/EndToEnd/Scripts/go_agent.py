"""EKS Auth is sent what AWS's agent sends, byte by byte, and read as the Go SDK (version 2) reads it.

The agent's requests are written down here in full, and signed by lines of this file: the SDK signs its own two fields and the
length besides those that botocore signs. It speaks HTTP/1.1 with a length, keeps connections, and tries again with the same
invocation id.
"""
import datetime
import hashlib
import hmac
import json
import os
import re
import socket
import subprocess
import uuid

import boto3

iam, sts, eks = boto3.client("iam"), boto3.client("sts"), boto3.client("eks")
account, region = sts.get_caller_identity()["Account"], os.environ["AWS_REGION"]
host, port = os.environ["AWS_ENDPOINT_URL"].removeprefix("http://").split(":")
authority = f"{host}:{port}"
PATH = "/clusters/{}/assume-role-for-pod-identity"
SIGNED = "amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-date;x-amz-security-token"


def trust(principal, *actions):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": list(actions)}]})


role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=trust(
    {"Service": "pods.eks.amazonaws.com"}, "sts:AssumeRole", "sts:TagSession"))["Role"]["Arn"]
closed = iam.create_role(RoleName="closed", AssumeRolePolicyDocument=trust(
    {"Service": "pods.eks.amazonaws.com"}, "sts:AssumeRole", "sts:TagSession"))["Role"]["Arn"]
association = eks.create_pod_identity_association(
    clusterName="myeks", namespace="default", serviceAccount="app", roleArn=role)["association"]
eks.create_pod_identity_association(clusterName="myeks", namespace="default", serviceAccount="closed", roleArn=closed)
iam.update_assume_role_policy(RoleName="closed", PolicyDocument=trust({"Service": "ec2.amazonaws.com"}, "sts:AssumeRole"))
iam.update_assume_role_policy(RoleName="myeks-node", PolicyDocument=trust(
    {"Service": "ec2.amazonaws.com", "AWS": f"arn:aws:iam::{account}:root"}, "sts:AssumeRole"))
node = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/myeks-node", RoleSessionName="i-0123456789abcdef0")["Credentials"]


def token(name, audience="pods.eks.amazonaws.com"):
    return subprocess.run(
        [os.environ["LANYARD_PROGRAM"], "create", "token", name, "--audience", audience, "--bound-pod", f"{name}-1", "--data",
         os.environ["LANYARD_DATA"]], check=True, capture_output=True, text=True).stdout.strip()


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def request(text, cluster="myeks", attempt=1, invocation=None, keys=node, change=lambda request: request):
    """As Go's net/http writes what the SDK's operation AssumeRoleForPodIdentity makes."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    invocation, body = invocation or str(uuid.uuid4()), '{"token":"%s"}' % text
    path, scope = PATH.format(cluster), f"{now[:8]}/{region}/eks-auth/aws4_request"
    canonical = "\n".join([
        "POST", path, "", f"amz-sdk-invocation-id:{invocation}", f"amz-sdk-request:attempt={attempt}; max=3",
        f"content-length:{len(body)}", "content-type:application/json", f"host:{authority}", f"x-amz-date:{now}",
        f"x-amz-security-token:{keys['SessionToken']}", "", SIGNED, hashlib.sha256(body.encode()).hexdigest()])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + keys["SecretAccessKey"]).encode()
    for part in scope.split("/"):
        key = digest(key, part)
    signature = digest(key, to_sign).hex()
    return change(
        f"POST {path} HTTP/1.1\r\n"
        f"Host: {authority}\r\n"
        "User-Agent: aws-sdk-go-v2/1.32.7 os/linux lang/go#1.24.9 md/GOOS#linux md/GOARCH#amd64 api/eksauth#1.7.4\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Amz-Sdk-Invocation-Id: {invocation}\r\n"
        f"Amz-Sdk-Request: attempt={attempt}; max=3\r\n"
        f"Authorization: AWS4-HMAC-SHA256 Credential={keys['AccessKeyId']}/{scope}, SignedHeaders={SIGNED}, "
        f"Signature={signature}\r\n"
        "Content-Type: application/json\r\n"
        f"X-Amz-Date: {now}\r\n"
        f"X-Amz-Security-Token: {keys['SessionToken']}\r\n"
        "Accept-Encoding: gzip\r\n"
        "\r\n"
        f"{body}")


class Connection:
    """One connection, kept, as the agent keeps it."""

    def __init__(self):
        self.socket = socket.create_connection((host, int(port)), timeout=20)
        self.file = self.socket.makefile("rb")

    def send(self, text):
        self.socket.sendall(text.encode())
        version, status, _ = self.file.readline().decode().split(" ", 2)
        assert version == "HTTP/1.1", version
        headers = {}
        while line := self.file.readline().decode().rstrip("\r\n"):
            name, value = line.split(": ", 1)
            # Go writes names in its own way before it looks them up.
            headers["-".join(part.capitalize() for part in name.split("-"))] = value
        assert "Transfer-Encoding" not in headers, headers
        return int(status), headers, self.file.read(int(headers["Content-Length"])).decode()


def decoded(status, headers, body):
    """What the SDK's deserializers make of an answer: they take strings for strings only, and seconds for times."""
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", headers["X-Amzn-Requestid"]), headers
    # By this the SDK corrects its clock.
    datetime.datetime.strptime(headers["Date"], "%a, %d %b %Y %H:%M:%S GMT")
    assert headers["Content-Type"] == "application/json", headers
    value = json.loads(body)
    if not 200 <= status < 300:
        return headers["X-Amzn-Errortype"].split(":")[0].split("#")[-1], value["message"]
    shape = {"subject": {"namespace": str, "serviceAccount": str}, "audience": str,
             "podIdentityAssociation": {"associationArn": str, "associationId": str},
             "assumedRoleUser": {"arn": str, "assumeRoleId": str},
             "credentials": {"sessionToken": str, "secretAccessKey": str, "accessKeyId": str, "expiration": (int, float)}}

    def check(value, shape):
        assert isinstance(value, dict) and set(value) == set(shape), (value, shape)
        for name, kind in shape.items():
            check(value[name], kind) if isinstance(kind, dict) else isinstance(value[name], kind) or exit(f"{name}: {value}")

    check(value, shape)
    return value


good = token("app")
connection = Connection()
given = decoded(*connection.send(request(good)))
assert given["subject"] == {"namespace": "default", "serviceAccount": "app"}, given
assert given["audience"] == "pods.eks.amazonaws.com"
assert given["podIdentityAssociation"]["associationId"] == association["associationId"]
assert given["podIdentityAssociation"]["associationArn"] == association["associationArn"]
who = given["assumedRoleUser"]
assert re.fullmatch(rf"arn:aws:sts::{account}:assumed-role/app/eks-myeks-app-1-[0-9a-f-]{{36}}", who["arn"]), who
assert re.fullmatch(r"AROA\w{17}:" + who["arn"].split("/")[-1], who["assumeRoleId"]), who
life = given["credentials"]["expiration"] - datetime.datetime.now().timestamp()
assert 21_500 < life <= 21_601, life
session = boto3.client("sts", aws_access_key_id=given["credentials"]["accessKeyId"],
                       aws_secret_access_key=given["credentials"]["secretAccessKey"],
                       aws_session_token=given["credentials"]["sessionToken"])
assert session.get_caller_identity()["Arn"] == who["arn"]

# The same connection; an attempt that is repeated has the same invocation id.
invocation = str(uuid.uuid4())
for attempt in (1, 2, 3):
    assert decoded(*connection.send(request(good, attempt=attempt, invocation=invocation)))["credentials"]

stranger = {**node, "AccessKeyId": "ASIAAAAAAAAAAAAAAAAA"}
for what, sent, status, code, message in [
        ("another cluster", request(good, cluster="other"), 404, "ResourceNotFoundException",
         "No cluster found for name: other."),
        ("no association", request(token("none")), 404, "ResourceNotFoundException", None),
        ("another audience", request(token("app", "sts.amazonaws.com")), 400, "InvalidTokenException", None),
        ("no token", request("a.b.c"), 400, "InvalidTokenException", None),
        ("an empty token", request(""), 400, "InvalidParameterException", None),
        ("a role that refuses", request(token("closed")), 400, "AccessDeniedException",
         "Unauthorized Exception! EKS does not have permissions to assume the associated role."),
        ("an unknown key", request(good, keys=stranger), 403, "UnrecognizedClientException",
         "The security token included in the request is invalid."),
        ("an attempt counted up on the way", request(good, change=lambda text: text.replace("attempt=1;", "attempt=2;")),
         403, "InvalidSignatureException", None),
        ("a token changed on the way", request(good, change=lambda text: text[:-4] + "A" + text[-3:]), 403,
         "InvalidSignatureException", None)]:
    got = connection.send(sent)
    assert got[0] == status, (what, got)
    error = decoded(*got)
    assert error[0] == code and (message is None or error[1] == message), (what, error)
# The SDK asks whether there is anybody, as the agent's readiness does.
assert decoded(*connection.send(request(good)))["credentials"]
print("fine")
