"""The event history: every call is there with who, what and whence, and no secret is."""
import json
import os
import pathlib
import subprocess

import boto3

trail, iam = boto3.client("cloudtrail"), boto3.client("iam")
iam.create_user(UserName="seen")
key = iam.create_access_key(UserName="seen")["AccessKey"]
answer = trail.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}])
event = answer["Events"][0]
detail = json.loads(event["CloudTrailEvent"])
assert event["Username"] == "administrator" and event["ReadOnly"] == "false"
assert detail["requestParameters"] == {"userName": "seen"} and detail["sourceIPAddress"] == "127.0.0.1"
assert detail["userIdentity"]["type"] == "IAMUser" and detail["requestID"]
for attribute, value in (("EventId", event["EventId"]), ("Username", "administrator"),
                         ("AccessKeyId", event["AccessKeyId"]), ("EventSource", "iam.amazonaws.com"), ("ReadOnly", "false")):
    found = trail.lookup_events(LookupAttributes=[{"AttributeKey": attribute, "AttributeValue": value}])["Events"]
    assert any(item["EventId"] == event["EventId"] for item in found), attribute
first = trail.lookup_events(MaxResults=1)
assert trail.lookup_events(MaxResults=1, NextToken=first["NextToken"])["Events"][0]["EventId"] != first["Events"][0]["EventId"]
for arguments, code in (({"MaxResults": 51}, "InvalidMaxResultsException"), ({"NextToken": "x"}, "InvalidNextTokenException")):
    try:
        boto3.client("cloudtrail", config=boto3.session.Config(parameter_validation=False)).lookup_events(**arguments)
        raise AssertionError(code)
    except trail.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error

# No secret is anywhere on disk but where secrets are kept.
token = subprocess.run([os.environ["LANYARD_PROGRAM"], "create", "token", "my-sa", "--audience", "sts.amazonaws.com"],
                       check=True, capture_output=True, text=True).stdout
sts = boto3.client("sts")
try:
    sts.assume_role_with_web_identity(RoleArn="arn:aws:iam::111122223333:role/none", RoleSessionName="xx",
                                      WebIdentityToken=token)
except sts.exceptions.ClientError:
    pass
data = pathlib.Path(os.environ["LANYARD_DATA"])
kept = [*data.glob("audit.sqlite*"), *data.glob("audit/*.jsonl")]
assert any(path.suffix == ".jsonl" and path.stat().st_size for path in kept), kept
for path in kept:
    content = path.read_bytes()
    for secret in (key["SecretAccessKey"], token.split(".")[2], os.environ["AWS_SECRET_ACCESS_KEY"]):
        assert secret.encode() not in content, path

# The trail is whole, says so, and shows what was refused.
def audit(*arguments):
    return subprocess.run([os.environ["LANYARD_PROGRAM"], "audit", *arguments, "--data", str(data)],
                          capture_output=True, text=True)


proof = audit("verify")
assert proof.returncode == 0 and proof.stdout.startswith("whole    records 1 to "), proof
known = proof.stdout.split("known    ")[1].strip()
assert audit("verify", "--known", known).returncode == 0
assert audit("verify", "--known", known[:-1] + ("0" if known[-1] != "0" else "1")).returncode == 1
assert "--known takes NUMBER:HASH" in audit("verify", "--known", "x").stderr
refused = audit("--denied", "-o", "json").stdout.splitlines()
assert refused and all("errorCode" in json.loads(line) for line in refused), refused
assert len(audit("export").stdout.splitlines()) >= len(refused)
assert "--pod takes NAMESPACE/NAME" in audit("--pod", "x").stderr
print("fine")
