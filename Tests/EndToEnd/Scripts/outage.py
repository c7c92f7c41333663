"""Clients hammer the agent while the control plane is killed, or stopped, and comes back on its port and data: not one request
fails while credentials count, readiness tells the truth, and new pods get credentials at the first or second try after it."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import boto3

PROGRAM, DATA = os.environ["LANYARD_PROGRAM"], os.environ["LANYARD_DATA"]
AGENT, PROBE = os.environ["AGENT"], os.environ["PROBE"]
PODS, CLIENTS = 4, 16


def get(address, path, headers=None, timeout=20):
    connection = http.client.HTTPConnection(address, timeout=timeout)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def token(pod):
    return subprocess.run(
        [PROGRAM, "create", "token", "app", "--audience", "pods.eks.amazonaws.com", "--bound-pod", pod, "--data", DATA],
        check=True, capture_output=True, text=True).stdout


def wait(what, condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)


class Load:
    """Clients that ask for credentials without end, each over one connection, and note every answer that is none."""

    def __init__(self, tokens):
        self.tokens, self.failures, self.counts, self.is_over = tokens, [], [0] * CLIENTS, False
        self.threads = [threading.Thread(target=self.work, args=(part,), daemon=True) for part in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def work(self, part):
        connection = http.client.HTTPConnection(AGENT, timeout=20)
        while not self.is_over:
            try:
                connection.request("GET", "/v1/credentials",
                                   headers={"Authorization": self.tokens[self.counts[part] % len(self.tokens)]})
                answer = connection.getresponse()
                body = answer.read().decode()
                if answer.status != 200 or not json.loads(body)["SecretAccessKey"]:
                    self.failures.append((answer.status, body[:300]))
            except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
                self.failures.append(repr(error))
                connection.close()
            self.counts[part] += 1

    @property
    def count(self):
        return sum(self.counts)

    def end(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()


def main(way):
    iam, eks = boto3.client("iam"), boto3.client("eks")
    role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession"]}]}))["Role"]["Arn"]
    eks.create_pod_identity_association(clusterName="myeks", namespace="default", serviceAccount="app", roleArn=role)
    tokens = [token(f"app-{number}") for number in range(PODS)]
    late = [token(f"late-{number}") for number in range(2)]
    for text in tokens:
        assert get(AGENT, "/v1/credentials", {"Authorization": text})[0] == 200
    assert get(PROBE, "/readyz")[0] == 200
    process = json.loads(pathlib.Path(DATA, "running.json").read_text())["process"]
    port = os.environ["AWS_ENDPOINT_URL"].rsplit(":", 1)[1]

    load = Load(tokens)
    wait("clients are at work", lambda: load.count > 200)
    os.kill(process, signal.SIGKILL if way == "killed" else signal.SIGSTOP)
    began = load.count
    # Renewals, which come every two seconds at most, tell the agent that nobody is there.
    wait("the agent says that it is not ready", lambda: get(PROBE, "/readyz")[0] == 500)
    status, reason = get(PROBE, "/readyz")
    assert status == 500 and reason.strip(), (status, reason)
    assert get(PROBE, "/healthz")[0] == 200, "a restart would lose credentials that still count"
    status, body = get(AGENT, "/v1/credentials", {"Authorization": late[0]})
    assert status >= 500, (status, body)
    wait("clients went on", lambda: load.count > began + 500)
    assert get(PROBE, "/readyz")[0] == 500
    during = load.count - began

    again = None
    if way == "killed":
        again = subprocess.Popen(
            [PROGRAM, "up", "--data", DATA, "--aws-port", port, "--issuer-port", "0", "--kubernetes-port", "0",
             "--no-node"], stdout=subprocess.PIPE, text=True)
        assert "ready" in again.stdout.readline()
    else:
        os.kill(process, signal.SIGCONT)
    answers = []
    for text in late:
        for _ in range(2):
            answers.append(get(AGENT, "/v1/credentials", {"Authorization": text}))
            if answers[-1][0] == 200:
                break
        assert answers[-1][0] == 200, answers
    assert get(PROBE, "/readyz")[0] == 200, get(PROBE, "/readyz")
    wait("clients went on", lambda: load.count > began + during + 500)
    load.end()
    assert load.failures == [], load.failures[:5]
    # What was written before is there, and who asked since is known.
    events = boto3.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "AssumeRoleForPodIdentity"}])["Events"]
    pods = {json.loads(event["CloudTrailEvent"])["additionalEventData"]["podIdentity"]["podName"] for event in events}
    assert pods >= {"late-0", "late-1"}, pods
    if again:
        again.send_signal(signal.SIGTERM)
        assert again.wait(timeout=30) == 0
    print(f"{load.count} requests, {during} of them while the control plane was {way}, none failed; "
          f"new pods after {len(answers)} requests")


main(sys.argv[1])
