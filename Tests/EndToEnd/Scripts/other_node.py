"""Two nodes, an agent each: each gets credentials for its own pods, and none with the token of a pod that runs on the other."""
import base64
import json
import os
import signal
import subprocess

import boto3

from agents import Agent

iam, sts, eks = boto3.client("iam"), boto3.client("sts"), boto3.client("eks")
account = sts.get_caller_identity()["Account"]


def trust(principal, *actions):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": list(actions)}]})


role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=trust(
    {"Service": "pods.eks.amazonaws.com"}, "sts:AssumeRole", "sts:TagSession"))["Role"]["Arn"]
eks.create_pod_identity_association(clusterName="myeks", namespace="default", serviceAccount="app", roleArn=role)
# The administrator lends sessions of the node role, as the instances' metadata does.
iam.update_assume_role_policy(RoleName="myeks-node", PolicyDocument=trust(
    {"Service": "ec2.amazonaws.com", "AWS": f"arn:aws:iam::{account}:root"}, "sts:AssumeRole"))
nodes = ["node-a", "node-b"]


def start(node):
    keys = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/myeks-node", RoleSessionName=node)["Credentials"]
    return Agent("--endpoint", os.environ["AWS_ENDPOINT_URL"], AWS_ACCESS_KEY_ID=keys["AccessKeyId"],
                 AWS_SECRET_ACCESS_KEY=keys["SecretAccessKey"], AWS_SESSION_TOKEN=keys["SessionToken"])


def token(node):
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"pod-{node}", "namespace": "default"}, "spec": {
        "serviceAccountName": "app", "nodeName": node, "containers": [{"name": "app", "image": "busybox:1"}]}}
    kubectl = [os.environ["KUBECTL"], "--kubeconfig", os.environ["LANYARD_DATA"] + "/kubeconfig"]
    subprocess.run(kubectl + ["create", "-f", "-"], input=json.dumps(pod), check=True, capture_output=True, text=True)
    text = subprocess.run(
        kubectl + ["create", "token", "app", "--audience", "pods.eks.amazonaws.com", "--bound-object-kind", "Pod",
                   "--bound-object-name", f"pod-{node}"], check=True, capture_output=True, text=True).stdout.strip()
    claims = json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))
    assert claims["kubernetes.io"]["node"]["name"] == node, claims
    return text


kubectl = [os.environ["KUBECTL"], "--kubeconfig", os.environ["LANYARD_DATA"] + "/kubeconfig"]
subprocess.run(kubectl + ["create", "serviceaccount", "app"], check=True, capture_output=True)
for name in nodes:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
    subprocess.run(kubectl + ["create", "-f", "-"], input=json.dumps(node), check=True, capture_output=True, text=True)
agents = {node: start(node) for node in nodes}
tokens = {node: token(node) for node in nodes}
for there in nodes:
    for of in nodes:
        status, said = agents[there].ask(tokens[of])
        if of == there:
            assert status == 200 and json.loads(said)["SecretAccessKey"], (there, of, status, said)
        else:
            assert status == 400 and said.endswith(
                "(AccessDeniedException): The token is of a pod on another node., fault: client\n"), (there, of, status, said)
# That the other node has its own pod's credentials changes nothing for who asks again.
assert agents["node-a"].ask(tokens["node-b"])[0] == 400
events = [json.loads(event["CloudTrailEvent"]) for event in boto3.client("cloudtrail").lookup_events(
    LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "AssumeRoleForPodIdentity"}])["Events"]]
refused = [event for event in events if "errorCode" in event]
assert len(events) == 5 and len(refused) == 3, [event.get("errorCode") for event in events]
for event in refused:
    pod = event["additionalEventData"]["podIdentity"]
    assert event["errorCode"] == "AccessDenied" or event["errorCode"] == "AccessDeniedException", event
    assert not event["userIdentity"]["arn"].endswith("/" + pod["nodeName"]), event
# Both tokens were seen from two nodes, which the second exchange of each says.
found = {event["additionalEventData"]["podIdentity"]["podName"]: event["additionalEventData"]["podIdentity"]["finding"]["type"]
         for event in events if "finding" in event["additionalEventData"]["podIdentity"]}
assert found == {f"pod-{node}": "TokenSeenFromTwoNodes" for node in nodes}, found
for agent in agents.values():
    assert agent.end(signal.SIGTERM) == 0
print("fine")
