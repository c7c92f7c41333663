"""Tokens that must not be believed, sent to the exchange as an attacker would."""
import base64
import hashlib
import hmac
import json
import os
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import boto3

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


def encode(data):
    if not isinstance(data, bytes):
        data = json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


good = lanyard("create", "token", "my-sa", "--audience", "sts.amazonaws.com")
head, payload, signature = good.split(".")
header, claims = json.loads(decode(head)), json.loads(decode(payload))
jwk = json.loads(urllib.request.urlopen(
    urllib.request.Request(issuer + "/keys"), context=__import__("ssl").create_default_context(
        cafile=os.environ["AWS_CA_BUNDLE"])).read())["keys"][0]
status, body = exchange(good)
assert status == 200 and "<SecretAccessKey>" in body, body


def changed(part, **members):
    return encode(part | members)


public = f'{jwk["n"]}{jwk["e"]}'.encode()
nested = encode(b'{"a":' * 100 + b'1' + b'}' * 100)
hs256 = changed(header, alg="HS256")
attacks = {
    "forged signature": (f"{head}.{payload}.{encode(bytes(256))}", "InvalidIdentityToken", 400),
    "changed claims": (f"{head}.{changed(claims, sub='system:serviceaccount:default:other')}.{signature}",
                       "InvalidIdentityToken", 400),
    "unsigned": (f"{changed(header, alg='none')}.{payload}.", "InvalidIdentityToken", 400),
    "HS256 with the public key": (f"{hs256}.{payload}." + encode(hmac.new(public, f"{hs256}.{payload}".encode(),
                                                                        hashlib.sha256).digest()),
                                  "InvalidIdentityToken", 400),
    "wrong issuer": (f"{head}.{changed(claims, iss='https://elsewhere.example')}.{signature}", "InvalidIdentityToken", 400),
    "issuer with a slash": (f"{head}.{changed(claims, iss=issuer + '/')}.{signature}", "InvalidIdentityToken", 400),
    "wrong audience": (lanyard("create", "token", "my-sa", "--audience", "other"), "InvalidIdentityToken", 400),
    "unknown kid": (f"{changed(header, kid='nobody')}.{payload}.{signature}", "InvalidIdentityToken", 400),
    "no kid": (f"{encode({'alg': 'RS256'})}.{payload}.{signature}", "InvalidIdentityToken", 400),
    "key in the header (jwk)": (f"{changed(header, kid='own', jwk=jwk)}.{payload}.{signature}", "InvalidIdentityToken", 400),
    "key at a URL (jku)": (f"{changed(header, kid='own', jku='https://evil.example/k')}.{payload}.{signature}",
                           "InvalidIdentityToken", 400),
    "certificate in the header (x5c)": (f"{changed(header, kid='own', x5c=['MII='])}.{payload}.{signature}",
                                        "InvalidIdentityToken", 400),
    "critical extension": (f"{changed(header, crit=['exp'])}.{payload}.{signature}", "InvalidIdentityToken", 400),
    "oversized": (f"{head}.{encode(claims | {'x': 'y' * 14000})}.{signature}", "InvalidIdentityToken", 400),
    "longer than allowed": (f"{head}.{'A' * 20001}.{signature}", "ValidationError", 400),
    "deeply nested": (f"{head}.{nested}.{signature}", "InvalidIdentityToken", 400),
    "duplicate claim": (f"{head}." + encode(json.dumps(claims)[:-1].encode() + b', "sub": "x"}') + f".{signature}",
                        "InvalidIdentityToken", 400),
    "two parts": (f"{head}.{payload}", "InvalidIdentityToken", 400),
    "padded": (f"{head}=.{payload}.{signature}", "InvalidIdentityToken", 400),
    "another namespace": (lanyard("create", "token", "my-sa", "-n", "prod", "--audience", "sts.amazonaws.com"),
                          "AccessDenied", 403),
}
for name, (token, code, wanted) in attacks.items():
    status, body = exchange(token)
    assert status == wanted and f"<Code>{code}</Code>" in body, f"{name}: {status} {body}"
    assert "my-sa" not in body and jwk["kid"] not in body, f"{name} tells too much: {body}"
print("fine")
