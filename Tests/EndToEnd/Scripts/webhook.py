"""An admission webhook over https with a certificate of its own; prints its port and its certificate in base64."""
import base64
import http.server
import json
import ssl
import subprocess
import sys
import time

home = sys.argv[1]
certificate, key = f"{home}/webhook.pem", f"{home}/webhook.key"
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
     "-subj", "/CN=webhook", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
    check=True, stderr=subprocess.DEVNULL,
)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["content-length"])))
        request = review["request"]
        if request.get("name") == "slow":
            time.sleep(4)
        patch = [{"op": "add", "path": "/metadata/annotations", "value": {"hook": "yes"}}]
        response = {
            "uid": request["uid"], "allowed": True, "patchType": "JSONPatch",
            "patch": base64.b64encode(json.dumps(patch).encode()).decode(), "warnings": ["seen by the webhook"],
        }
        if self.path.startswith("/validate"):
            seen = request["object"]["metadata"].get("annotations", {})
            response = {
                "uid": request["uid"], "allowed": request["name"] != "refused",
                "status": {"message": f"refused with {seen}"},
            }
        body = json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, base64.b64encode(open(certificate, "rb").read()).decode(), flush=True)
server.serve_forever()
