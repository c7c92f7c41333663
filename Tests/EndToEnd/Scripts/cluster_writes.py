"""Writes config maps from eight connections until the server is killed, updates them all, or checks that those on stdin are there."""
import base64
import http.client
import json
import os
import re
import signal
import ssl
import sys
import tempfile
import threading


def connect(data):
    text = open(f"{data}/kubeconfig").read()
    value = lambda name: re.search(rf"{name}: (\S+)", text).group(1)
    with tempfile.TemporaryDirectory() as home:
        paths = {}
        for name in ("certificate-authority-data", "client-certificate-data", "client-key-data"):
            paths[name] = f"{home}/{name}"
            with open(paths[name], "wb") as file:
                file.write(base64.b64decode(value(name)))
        context = ssl.create_default_context(cafile=paths["certificate-authority-data"])
        context.load_cert_chain(paths["client-certificate-data"], paths["client-key-data"])
    host, port = value("server").removeprefix("https://").split(":")
    return http.client.HTTPSConnection(host, int(port), context=context, timeout=30)


def call(connection, method, path, body=None):
    connection.request(method, path, json.dumps(body) if body else None, {"content-type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def content(name):
    return {"name": name, "padding": name * 50}


def write(data, total, limit):
    process = json.load(open(f"{data}/running.json"))["process"]
    acknowledged, lock = [], threading.Lock()

    def work(part):
        try:
            connection = connect(data)
            for number in range(part, total, 8):
                name = f"map-{number}"
                body = {"metadata": {"name": name}, "data": content(name)}
                status, _ = call(connection, "POST", "/api/v1/namespaces/default/configmaps", body)
                assert status == 201, status
                with lock:
                    acknowledged.append(name)
                    if len(acknowledged) == limit:
                        os.kill(process, signal.SIGKILL)
        except (OSError, http.client.HTTPException):
            pass  # The server is gone.

    threads = [threading.Thread(target=work, args=(part,)) for part in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(acknowledged))


def check(data):
    status, answer = call(connect(data), "GET", "/api/v1/namespaces/default/configmaps")
    assert status == 200, answer
    found = {item["metadata"]["name"]: item["data"] for item in answer["items"]}
    lost = [name for name in sys.stdin.read().split() if found.get(name) != content(name)]
    broken = [name for name, data in found.items() if name.startswith("map-") and data != content(name)]
    print(f"{len(found)} found, lost: {lost}, broken: {broken}")
    sys.exit(1 if lost or broken else 0)


def update(data, total, word):
    def work(part):
        connection = connect(data)
        collection = "/api/v1/namespaces/default/configmaps"
        for number in range(part, total, 8):
            body = {"metadata": {"name": f"map-{number}"}, "data": {"n": word}}
            status, _ = call(connection, "POST", collection, body)
            if status == 409:
                status, _ = call(connection, "PUT", f"{collection}/map-{number}", body)
            assert status in (200, 201), status

    threads = [threading.Thread(target=work, args=(part,)) for part in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    if sys.argv[1] == "update":
        update(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    elif sys.argv[1] == "write":
        write(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        check(sys.argv[2])
