"""Signed requests of which one byte was changed on the way; every one must be refused.

usage: signatures.py [eks-auth TOKEN], for a pod's token whose exchange is signed; otherwise STS is asked who the caller is.
"""
import http.client
import json
import os
import sys
import urllib.parse

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

endpoint = urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL"])
credentials = boto3.Session().get_credentials()
if len(sys.argv) > 2:
    service, kind, path = "eks-auth", "application/json", "/clusters/myeks/assume-role-for-pod-identity"
    body = json.dumps({"token": sys.argv[2]})
else:
    service, kind, path = "sts", "application/x-www-form-urlencoded", "/"
    body = "Action=GetCallerIdentity&Version=2011-06-15"
request = AWSRequest("POST", os.environ["AWS_ENDPOINT_URL"] + path + "?a=1&b=", data=body, headers={
    "Content-Type": kind, "X-Amz-Meta-Note": "some  note", "Host": endpoint.netloc})
SigV4Auth(credentials, service, "us-west-2").add_auth(request)
headers = dict(request.headers.items())


def send(method="POST", path=path + "?a=1&b=", headers=headers, body=body):
    connection = http.client.HTTPConnection(endpoint.hostname, endpoint.port)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode())
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


status, text = send()
assert status == 200, text


def flipped(text, index):
    return text[:index] + ("a" if text[index] != "a" else "b") + text[index + 1:]


changes = {"method": dict(method="PUT"), "path": dict(path=path + "x?a=1&b="), "query": dict(path=path + "?a=2&b="),
           "query name": dict(path=path + "?a=1&c="), "body": dict(body=body + " "),
           "body byte": dict(body=flipped(body, len(body) - 5))}
for name, value in headers.items():
    for index in range(len(value)) if name == "Authorization" else range(0, len(value), 3):
        if value[index] == " " or (name == "X-Amz-Meta-Note" and value[index] == " "):
            continue
        changes[f"{name} at {index}"] = dict(headers=headers | {name: flipped(value, index)})
    changes[f"{name} left out"] = dict(headers={key: text for key, text in headers.items() if key != name})
refusals = 0
for name, change in changes.items():
    status, text = send(**change)
    assert 400 <= status < 500, f"{name}: {status} {text}"
    assert "ecretAccessKey" not in text, name
    refusals += 1
assert refusals > 100
status, text = send(headers=headers | {"X-Amz-Meta-Note": " some note "})
assert status == 200, f"blanks do not count: {text}"
print("fine:", refusals, "changes refused")
