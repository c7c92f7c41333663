"""A client that knows STS by AWS's own names only gets credentials by web identity (IRSA), and writes and reads with them.

usage: fixed_names.py awscrt|rclone|restic|s3cmd. The names lead to a forwarder on 127.0.0.2:443, in a mount namespace in which
/etc/hosts says so; it ends TLS with a certificate that the client is told to trust.
"""
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import urllib.parse

import boto3

CLIENT, HOME = sys.argv[1], os.environ["POD_HOME"]
ENDPOINT, REGION = os.environ["AWS_ENDPOINT_URL"], os.environ["AWS_REGION"]
PLACE = urllib.parse.urlparse(ENDPOINT)
NAMES = ["sts.amazonaws.com", f"sts.{REGION}.amazonaws.com"]
ADDRESS = ("127.0.0.2", 443)
# Where the C runtime and Go look on Debian; SSL_CERT_FILE is for the others.
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


def path(name, text=None):
    place = os.path.join(HOME, name)
    if text is not None:
        with open(place, "w") as file:
            file.write(text)
    return place


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def forward(context, listener):
    while True:
        plain, _ = listener.accept()
        try:
            client = context.wrap_socket(plain, server_side=True)
        except OSError:
            continue
        server = socket.create_connection((PLACE.hostname, PLACE.port))
        for ends in ((client, server), (server, client)):
            threading.Thread(target=copy, args=ends, daemon=True).start()


subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + NAMES[0],
                "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in NAMES),
                "-keyout", path("key.pem"), "-out", path("certificate.pem")], check=True, capture_output=True)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(path("certificate.pem"), path("key.pem"))
threading.Thread(target=forward, args=(tls, socket.create_server(ADDRESS)), daemon=True).start()

iam, eks, s3, sts, trail = (boto3.client(name) for name in ("iam", "eks", "s3", "sts", "cloudtrail"))
account = sts.get_caller_identity()["Account"]
issuer = eks.describe_cluster(name="myeks")["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")
role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/{issuer}"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {f"{issuer}:sub": "system:serviceaccount:default:app"}}}]}))["Role"]["Arn"]
iam.put_role_policy(RoleName="app", PolicyName="data", PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*",
                                            "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]}]}))
s3.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": REGION})
subprocess.run([os.environ["LANYARD_PROGRAM"], "create", "token", "app", "--audience", "sts.amazonaws.com", "--data",
                os.environ["LANYARD_DATA"]], check=True, stdout=open(path("token"), "w"))

text = path("text", "by its role\n")
hosts = path("hosts", f"127.0.0.1 localhost\n{ADDRESS[0]} {' '.join(NAMES)}\n")
COMMANDS = {
    "awscrt": [[sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "refreshing_pod.py"), "awscrt"]],
    "rclone": [["rclone", "--retries", "1", "--config", path("rclone.conf", ""), "--s3-provider", "Other", "--s3-env-auth",
                "--s3-region", REGION, "--s3-endpoint", ENDPOINT, "--s3-no-check-bucket", *rest]
               for rest in (["copyto", text, ":s3:data/rclone"], ["cat", ":s3:data/rclone"])],
    "restic": [["restic", "-r", f"s3:{ENDPOINT}/data/restic", "--no-cache", *rest]
               for rest in (["init"], ["backup", text], ["dump", "latest", text])],
    "s3cmd": [["s3cmd", "-c", path("s3cmd.conf", "[default]\n"), "--no-ssl", f"--host={PLACE.netloc}",
               f"--host-bucket={PLACE.netloc}", f"--region={REGION}", *rest]
              for rest in (["put", text, "s3://data/s3cmd"], ["get", "s3://data/s3cmd", "-"])],
}
# Twice, for the client that goes on; the others take nothing.
INPUT, EXPECTED = "\n\n", ":assumed-role/app/" if CLIENT == "awscrt" else "by its role\n"
environment = {"PATH": os.environ["PATH"], "HOME": HOME, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
               "AWS_STS_REGIONAL_ENDPOINTS": "regional", "AWS_ROLE_ARN": role,
               "AWS_WEB_IDENTITY_TOKEN_FILE": path("token"), "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": ENDPOINT,
               "SSL_CERT_FILE": path("certificate.pem"), "RESTIC_PASSWORD": "x"}
for command in COMMANDS[CLIENT]:
    result = subprocess.run(["bwrap", "--dev-bind", "/", "/", "--ro-bind", hosts, "/etc/hosts", "--ro-bind",
                             path("certificate.pem"), AUTHORITIES, *command], env=environment, input=INPUT,
                            capture_output=True, text=True, timeout=60)
    if result.returncode:
        sys.exit(f"{command}: {result.returncode}\n{result.stdout}\n{result.stderr}")
assert EXPECTED in result.stdout, result
events = trail.lookup_events(
    LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "AssumeRoleWithWebIdentity"}])["Events"]
events = [json.loads(event["CloudTrailEvent"]) for event in events]
assert events and all("errorCode" not in event for event in events), events
assert events[0]["userIdentity"]["userName"] == "system:serviceaccount:default:app", events[0]
keys = {event["responseElements"]["credentials"]["accessKeyId"] for event in events}
done = subprocess.run([os.environ["LANYARD_PROGRAM"], "audit", "--role", role, "-o", "json", "--last", "1000", "--data",
                       os.environ["LANYARD_DATA"]], check=True, capture_output=True, text=True).stdout.splitlines()
done = [event for event in map(json.loads, done) if event["eventName"] == "PutObject"]
assert CLIENT != "awscrt" or len(keys) == 2, events
assert done and all(event["userIdentity"]["accessKeyId"] in keys for event in done), done
print(f"{CLIENT}: {len(events)} exchanges, {len(done)} objects")
