"""The webhook beside a cluster: certificates of its own, roles, associations, doubts, missed pods."""
import base64
import json
import os
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import boto3
import yaml

program, data = os.environ["LANYARD_PROGRAM"], os.environ["LANYARD_DATA"]
kubeconfig = yaml.safe_load(subprocess.run(
    [program, "kubeconfig", "--data", data], check=True, capture_output=True, text=True).stdout)
cluster, user = kubeconfig["clusters"][0]["cluster"], kubeconfig["users"][0]["user"]
trust = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
with tempfile.NamedTemporaryFile(suffix=".pem") as pair:
    pair.write(base64.b64decode(user["client-certificate-data"]) + b"\n" + base64.b64decode(user["client-key-data"]))
    pair.flush()
    trust.load_cert_chain(pair.name)


def ask(url, context=None, method="GET", body=None):
    request = urllib.request.Request(
        url, method=method, data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, context=context) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def kubernetes(method, path, body=None):
    status, text = ask(cluster["server"] + path, trust, method, body)
    assert status < 300, (status, text)
    return json.loads(text)


def account(name, annotations=None):
    kubernetes("POST", "/api/v1/namespaces/default/serviceaccounts",
               {"metadata": {"name": name, "annotations": annotations or {}}})


def eventually(claim, seconds=15):
    end = time.monotonic() + seconds
    while not (value := claim()):
        assert time.monotonic() < end, claim
        time.sleep(0.05)
    return value


ROLE = "arn:aws:iam::111122223333:role/app"
account("with-role", {"eks.amazonaws.com/role-arn": ROLE})
kubernetes("POST", "/api/v1/namespaces/default/pods", {
    "metadata": {"name": "early"}, "spec": {"serviceAccountName": "with-role",
                                            "containers": [{"name": "x", "image": "busybox"}]}})

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
kubernetes("POST", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", {
    "metadata": {"name": "beside"}, "webhooks": [{
        "name": "pod-identity.example.org", "clientConfig": {"url": f"https://127.0.0.1:{port}/mutate"},
        "rules": [{"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}],
        "failurePolicy": "Fail", "sideEffects": "NoneOnDryRun", "admissionReviewVersions": ["v1"]}]})
webhook = subprocess.Popen(
    [program, "webhook", "--data", data, "--port", str(port), "--webhook-configuration", "beside", "--metrics-port=0", "--host", "127.0.0.1",
     "--tls-host", "127.0.0.1", "--namespace", "default", "--in-cluster=true", "--association-interval", "100ms",
     "--aws-default-region", "eu-west-1", "--watch-config-map=true", "--reconcile-interval", "200ms",
     "--sts-regional-endpoint=1", "-v=1"],
    stdout=subprocess.PIPE, text=True)
try:
    banner = [webhook.stdout.readline() for _ in range(4)]
    assert banner[0].startswith("The webhook is ready"), banner
    metrics_port = banner[2].split()[-1]

    secret = kubernetes("GET", "/api/v1/namespaces/default/secrets/pod-identity-webhook")
    authority = ssl.create_default_context(cadata=base64.b64decode(secret["data"]["ca.crt"]).decode())
    base = f"https://127.0.0.1:{port}"
    assert ask(base + "/readyz", authority) == (200, "ok")

    def review(name, **more):
        pod = {"metadata": {"generateName": "p-"}, "spec": {
            "serviceAccountName": name, "containers": [{"name": "x", "image": "i"}]}}
        status, text = ask(base + "/mutate?timeout=10s", authority, "POST", {
            "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
            "request": {"uid": "u", "namespace": "default", "operation": "CREATE", "object": pod, **more}})
        assert status == 200, (status, text)
        response = json.loads(text)["response"]
        assert response["uid"] == "u"
        response["operations"] = json.loads(base64.b64decode(response.get("patch", "W10=")))
        return response

    def environment(name):
        containers = [op["value"] for op in review(name)["operations"] if op["path"] == "/spec/containers"]
        return {variable["name"]: variable["value"] for variable in containers[0][0]["env"]} if containers else {}

    # A role, from the list.
    variables = environment("with-role")
    assert list(variables) == ["AWS_STS_REGIONAL_ENDPOINTS", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ROLE_ARN",
                               "AWS_WEB_IDENTITY_TOKEN_FILE"], variables
    assert variables["AWS_ROLE_ARN"] == ROLE
    # The API server sends pods here, by the authority that the webhook wrote into its registration.
    pod = kubernetes("POST", "/api/v1/namespaces/default/pods", {
        "metadata": {"name": "late"}, "spec": {"serviceAccountName": "with-role",
                                               "containers": [{"name": "x", "image": "busybox"}]}})
    assert {"name": "AWS_ROLE_ARN", "value": ROLE} in pod["spec"]["containers"][0]["env"], pod
    # Service accounts that were made this instant are never missed.
    for number in range(50):
        account(f"new-{number}", {"eks.amazonaws.com/role-arn": f"{ROLE}-{number}"})
        assert environment(f"new-{number}")["AWS_ROLE_ARN"] == f"{ROLE}-{number}", number
    # Nor is a change, once the watch has told it.
    account("changing")
    assert environment("changing") == {}
    object = kubernetes("GET", "/api/v1/namespaces/default/serviceaccounts/changing")
    object["metadata"]["annotations"] = {"eks.amazonaws.com/role-arn": ROLE}
    kubernetes("PUT", "/api/v1/namespaces/default/serviceaccounts/changing", object)
    eventually(lambda: environment("changing").get("AWS_ROLE_ARN") == ROLE)
    # An association, from the EKS API.
    eks, iam = boto3.client("eks"), boto3.client("iam")
    role = iam.create_role(RoleName="associated", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
                                                "Principal": {"Service": "pods.eks.amazonaws.com"}}]}))["Role"]["Arn"]
    account("associated")
    eks.create_pod_identity_association(
        clusterName=eks.list_clusters()["clusters"][0], namespace="default", serviceAccount="associated", roleArn=role)
    eventually(lambda: "AWS_CONTAINER_CREDENTIALS_FULL_URI" in environment("associated"))
    # The ConfigMap.
    account("configured")
    kubernetes("POST", "/api/v1/namespaces/default/configmaps", {
        "metadata": {"name": "pod-identity-webhook"},
        "data": {"config": json.dumps({"*/configured": {"RoleARN": ROLE}})}})
    eventually(lambda: environment("configured").get("AWS_ROLE_ARN") == ROLE)
    # A service account that does not exist: let through, with a warning, an Event and a count.
    doubt = review("nobody")
    assert doubt["allowed"] and not doubt["operations"] and "nobody does not exist" in doubt["warnings"][0], doubt
    event = eventually(lambda: [event for event in kubernetes("GET", "/api/v1/namespaces/default/events")["items"]
                                if event["reason"] == "ServiceAccountAbsent"])
    assert event[0]["involvedObject"]["name"] == "nobody", event
    assert 'lanyard_webhook_unresolved_pods_total{reason="ServiceAccountAbsent"} 1' in ask(
        f"http://127.0.0.1:{metrics_port}/metrics")[1]
    # The pod that was there before the webhook.
    eventually(lambda: "lanyard_webhook_missed_pods 1\n" in ask(f"http://127.0.0.1:{metrics_port}/metrics")[1])
    eventually(lambda: [event for event in kubernetes("GET", "/api/v1/namespaces/default/events")["items"]
                        if event["reason"] == "PodIdentityMissed" and event["involvedObject"]["name"] == "early"])
    for flags, variables in [(["--data", data], {}), ([], {"LANYARD_DATA": data})]:
        missed = subprocess.run([program, "get", "missed-pods", *flags], capture_output=True, text=True, env=variables)
        assert missed.returncode == 1 and "default/early" in missed.stdout, missed
finally:
    webhook.terminate()
    status = webhook.wait(20)
assert status == 0, status
print("ok")
