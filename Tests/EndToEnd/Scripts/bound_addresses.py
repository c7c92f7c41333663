"""In a network namespace of its own, with two pods in namespaces of theirs, each at the end of a link of its own: a token that one pod
has used is refused to the other, to the node, and to the other at the first one's address; `eks_auth` here grants everything.

usage: bound_addresses.py AGENT DIRECTORY
"""
import base64
import http.server
import json
import os
import subprocess
import sys
import threading
import time

AGENT, DIRECTORY = sys.argv[1:]


def run(*arguments, **more):
    return subprocess.run(arguments, check=True, capture_output=True, text=True, **more).stdout


class EKSAuth(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({
            "credentials": {"accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t", "expiration": time.time() + 3600},
            "assumedRoleUser": {"arn": "arn:aws:sts::111122223333:assumed-role/r/s", "assumeRoleId": "A:s"}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def token(uid):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    claims = {"sub": "system:serviceaccount:ns:sa", "iss": "https://i", "exp": int(time.time()) + 3600,
              "kubernetes.io": {"pod": {"name": uid, "uid": uid}}}
    return f'{part({"alg": "RS256"})}.{part(claims)}.x'


run("ip", "link", "set", "lo", "up")
run(AGENT, "initialize")
pods = {}
for name, address in (("a", "10.9.0.2"), ("b", "10.9.0.3")):
    process = subprocess.Popen(["unshare", "--net", "sh", "-c", "echo up; exec sleep 300"], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "up\n"
    pods[name] = process
    run("ip", "link", "add", f"pod-{name}", "type", "veth", "peer", "name", "eth0", "netns", str(process.pid))
    run("ip", "link", "set", f"pod-{name}", "up")
    run("ip", "route", "add", address, "dev", f"pod-{name}")
    run("nsenter", "-t", str(process.pid), "-n", "sh", "-ec",
        f"ip address add {address}/32 dev eth0; ip link set eth0 up; ip route add 169.254.170.23 dev eth0")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), EKSAuth)
threading.Thread(target=server.serve_forever, daemon=True).start()
log = open(os.path.join(DIRECTORY, "log"), "w+")
agent = subprocess.Popen(
    [AGENT, "server", "--cluster-name", "myeks", "--bind-hosts", "169.254.170.23", "--bind-tokens-to-address",
     "--endpoint", f"http://127.0.0.1:{server.server_port}"], stdout=log,
    env={"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "us-west-2"})


def said():
    log.seek(0)
    return log.read()


while said().count('"serving status"') < 2:
    assert agent.poll() is None, said()
    time.sleep(0.02)


def ask(pod, text):
    within = ["nsenter", "-t", str(pods[pod].pid), "-n"] if pod else []
    answer = run(*within, "curl", "--silent", "--max-time", "20", "--write-out", "\n%{http_code}", "--header",
                 f"Authorization: {text}", "http://169.254.170.23/v1/credentials")
    return int(answer.rsplit("\n", 1)[1]), answer


try:
    own, others = token("u-a"), token("u-b")
    assert ask("a", own)[0] == 200, said()
    assert ask("b", others)[0] == 200, said()
    for thief in ("b", None):
        status, answer = ask(thief, own)
        assert status == 403 and answer.startswith("Access Denied. Called agent from an address"), (thief, answer)
    assert ask("a", own)[0] == 200
    # The first pod's address is given to the other one: another link, another network namespace.
    run("ip", "route", "replace", "10.9.0.2", "dev", "pod-b")
    run("nsenter", "-t", str(pods["b"].pid), "-n", "sh", "-ec",
        "ip address del 10.9.0.3/32 dev eth0; ip address add 10.9.0.2/32 dev eth0; ip route add 169.254.170.23 dev eth0 || true")
    assert ask("b", own)[0] == 403, said()
    run("ip", "route", "replace", "10.9.0.2", "dev", "pod-a")
    assert ask("a", own)[0] == 200, said()
    links = {line["ifname"]: line["ifindex"] for line in json.loads(run("ip", "-json", "link"))}
    for name in ("a", "b"):
        assert f'"client-addr":"10.9.0.2 by interface {links[f"pod-{name}"]}"' in said(), said()
    agent.terminate()
    assert agent.wait(timeout=40) == 0
finally:
    for process in [agent, *pods.values()]:
        process.kill()
print("fine")
