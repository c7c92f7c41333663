"""A list and watch client that relists on 410 and reconnects, as informers do; prints what it knows once it knows enough.

usage: list_and_watch.py KUBECONFIG NAMESPACE COUNT: waits until COUNT config maps named map-* are known with data n=last.
"""
import sys
import time

import kubernetes
import urllib3

path, namespace, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
known, version, lists, breaks = {}, None, 0, 0
deadline = time.monotonic() + 60


def api():
    # Read again after each break: a restart may bring another port.
    return kubernetes.client.CoreV1Api(kubernetes.config.new_client_from_config(path))


def done():
    maps = [value for name, value in known.items() if name.startswith("map-")]
    return len(maps) == count and all(value == "last" for value in maps)


print("ready", flush=True)
while not done() and time.monotonic() < deadline:
    try:
        client = api()
        if version is None:
            found, next_page = {}, None
            while True:
                page = client.list_namespaced_config_map(namespace, limit=100, _continue=next_page)
                found.update({item.metadata.name: (item.data or {}).get("n") for item in page.items})
                next_page = page.metadata._continue
                if not next_page:
                    break
            known, version, lists = found, page.metadata.resource_version, lists + 1
        watch = kubernetes.watch.Watch()
        for event in watch.stream(client.list_namespaced_config_map, namespace, resource_version=version,
                                  allow_watch_bookmarks=True, timeout_seconds=20):
            item = event["object"]
            metadata = item["metadata"] if isinstance(item, dict) else item.metadata
            version = metadata["resourceVersion"] if isinstance(metadata, dict) else metadata.resource_version
            if event["type"] in ("ADDED", "MODIFIED"):
                known[item.metadata.name] = (item.data or {}).get("n")
            elif event["type"] == "DELETED":
                known.pop(item.metadata.name, None)
            if done():
                watch.stop()
    except kubernetes.client.ApiException as error:
        breaks += 1
        if error.status == 410:
            version = None
        elif error.status not in (0, 503):
            raise
    except (urllib3.exceptions.HTTPError, OSError):
        breaks += 1
        time.sleep(0.2)
print(f"{len(known)} known, {lists} lists, {breaks} breaks", flush=True)
sys.exit(0 if done() else 1)
