"""Measures the embedded cluster: how long a pod takes to run, and its API at 5,000 pods: a list, a change's way to 100 watchers.

usage: cluster.py DATA-DIRECTORY [PODS] [WATCHERS]: a `lanyard up` runs on it; its pods go to a namespace of their own, with
a node selector that no node has, so that none is run.
"""
import json
import os
import statistics
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Tests/EndToEnd/Scripts"))
from cluster_writes import call, connect  # noqa: E402

data, pods, watchers = sys.argv[1], int((sys.argv + ["5000"])[2]), int((sys.argv + ["5000", "100"])[3])
changes = 200
path = "/api/v1/namespaces/bench/pods"


def create(part):
    connection = connect(data)
    for number in range(part, pods, 8):
        pod = {"metadata": {"name": f"pod-{number:05}", "labels": {"part": str(part)}}, "spec": {
            "nodeSelector": {"no": "node"}, "containers": [{"name": "app", "image": "busybox:1"}]}}
        status, answer = call(connection, "POST", path, pod)
        assert status in (201, 409), answer


def together(work, parts):
    threads = [threading.Thread(target=work, args=(part,)) for part in range(parts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def start(number):
    """Milliseconds from before a pod is created until the watch says that it runs."""
    name = f"start-{number}"
    version = call(admin, "GET", path + "?limit=1")[1]["metadata"]["resourceVersion"]
    watching = connect(data)
    watching.request("GET", f"{path}?watch=1&resourceVersion={version}&fieldSelector=metadata.name%3D{name}&timeoutSeconds=60")
    answer = watching.getresponse()
    began = time.perf_counter()
    status, said = call(admin, "POST", path, {"metadata": {"name": name}, "spec": {
        "terminationGracePeriodSeconds": 0,
        "containers": [{"name": "app", "image": "busybox", "command": ["sleep", "1000"]}]}})
    assert status == 201, said
    while json.loads(answer.readline())["object"]["status"].get("phase") != "Running":
        pass
    took = (time.perf_counter() - began) * 1000
    call(admin, "DELETE", f"{path}/{name}")
    watching.close()
    return took


admin = connect(data)
call(admin, "POST", "/api/v1/namespaces", {"metadata": {"name": "bench"}})
deadline = time.monotonic() + 10
while call(admin, "GET", "/api/v1/namespaces/bench/serviceaccounts/default")[0] != 200:
    assert time.monotonic() < deadline, "the namespace has no service account"
    time.sleep(0.01)
if call(admin, "GET", "/api/v1/nodes")[1]["items"]:
    took = sorted(start(number) for number in range(15))
    print(f"create to running: median {took[7]:.0f} ms, {took[0]:.0f} to {took[-1]:.0f}")
else:
    print("create to running: skipped, there is no node here")
start = time.perf_counter()
together(create, 8)
print(f"{pods} pods created in {time.perf_counter() - start:.1f} s")

times, size = [], 0
for _ in range(20):
    start = time.perf_counter()
    admin.request("GET", path)
    size = len(admin.getresponse().read())
    times.append((time.perf_counter() - start) * 1000)
print(f"list of {size / 1e6:.1f} MB: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms")

_, listed = call(admin, "GET", path + "?limit=1")
version = listed["metadata"]["resourceVersion"]
lost, delays, lock, sent = [], [], threading.Lock(), {}
ready = threading.Barrier(watchers + 1)


def watch(part):
    connection = connect(data)
    connection.request("GET", f"{path}?watch=1&resourceVersion={version}&timeoutSeconds=60")
    answer, seen, own = connection.getresponse(), set(), []
    ready.wait()
    while len(seen) < changes:
        line = answer.readline()
        if not line:
            break
        now, text = time.perf_counter(), line.decode()
        place = text.find('"bench-number":"')
        if place < 0:
            continue
        number = int(text[place + 16:text.index('"', place + 16)])
        seen.add(number)
        own.append((now - sent[number]) * 1000)
    with lock:
        delays.extend(own)
        lost.append(changes - len(seen))


threads = [threading.Thread(target=watch, args=(part,)) for part in range(watchers)]
for thread in threads:
    thread.start()
ready.wait()
for number in range(changes):
    sent[number] = time.perf_counter()
    body = json.dumps({"metadata": {"labels": {"bench-number": str(number)}}})
    admin.request("PATCH", f"{path}/pod-00000", body, {"content-type": "application/merge-patch+json"})
    admin.getresponse().read()
for thread in threads:
    thread.join()
print(f"{changes} changes to {watchers} watchers: {sum(lost)} lost, median {statistics.median(delays):.0f} ms, "
      f"99 % within {sorted(delays)[int(len(delays) * 0.99)]:.0f} ms (the clients share the machine)")
