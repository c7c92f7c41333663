"""Tokens that must not be believed, sent to the exchange as an attacker would."""
import json
import os
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import boto3

from forgeries import forgeries

iam, eks = boto3.client("iam"), boto3.client("eks")
issuer = eks.describe_cluster(name="myeks")["cluster"]["identity"]["oidc"]["issuer"]
host = issuer.removeprefix("https://")
account = boto3.client("sts").get_caller_identity()["Account"]
trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/{host}"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {f"{host}:sub": "system:serviceaccount:default:my-sa"}}}]}
role = iam.create_role(RoleName="target", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def lanyard(*arguments):
    return subprocess.run([os.environ["LANYARD_PROGRAM"], *arguments], check=True, capture_output=True, text=True).stdout


def exchange(token):
    body = urllib.parse.urlencode({"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": role,
                                   "RoleSessionName": "attack", "WebIdentityToken": token}).encode()
    try:
        return 200, urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/", data=body).read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


good = lanyard("create", "token", "my-sa", "--audience", "sts.amazonaws.com")
jwk = json.loads(urllib.request.urlopen(
    urllib.request.Request(issuer + "/keys"), context=__import__("ssl").create_default_context(
        cafile=os.environ["AWS_CA_BUNDLE"])).read())["keys"][0]
status, body = exchange(good)
assert status == 200 and "<SecretAccessKey>" in body, body


attacks = {name: (token, "InvalidIdentityToken", 400) for name, token in forgeries(good, jwk, issuer).items()}
attacks["longer than allowed"] = (attacks["longer than allowed"][0], "ValidationError", 400)
attacks |= {
    "wrong audience": (lanyard("create", "token", "my-sa", "--audience", "other"), "InvalidIdentityToken", 400),
    "another namespace": (lanyard("create", "token", "my-sa", "-n", "prod", "--audience", "sts.amazonaws.com"),
                          "AccessDenied", 403),
}
for name, (token, code, wanted) in attacks.items():
    status, body = exchange(token)
    assert status == wanted and f"<Code>{code}</Code>" in body, f"{name}: {status} {body}"
    assert "my-sa" not in body and jwk["kid"] not in body, f"{name} tells too much: {body}"
print("fine")
