"""A `lanyard-agent server` of a script's own, on free ports of the loopback interface."""
import http.client
import json
import os
import subprocess


class Agent:
    def __init__(self, *flags, **environment):
        self.process = subprocess.Popen(
            [os.environ["AGENT_PROGRAM"], "server", "--cluster-name", "myeks", "--port", "0", "--probe-port", "0",
             "--metrics-port", "0", "--metrics-address", "127.0.0.1", "--bind-hosts", "127.0.0.1", "--allow-host",
             "127.0.0.1", *flags], env={"AWS_REGION": os.environ["AWS_REGION"], **environment}, stdout=subprocess.PIPE,
            text=True)
        self.log, addresses = [], []
        while len(addresses) < 3:
            self.log.append(self.process.stdout.readline())
            assert self.log[-1], self.log
            line = json.loads(self.log[-1])
            if line["msg"].startswith("serving"):
                addresses.append(line["bind-addr"])
        self.address, self.probe, self.metrics = addresses

    def ask(self, token, **headers):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        connection.request("GET", "/v1/credentials", headers={"Authorization": token, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def end(self, *signals):
        """Sends signals, and gives back the exit status; `log` has everything that was said."""
        for number in signals:
            self.process.send_signal(number)
        self.log += self.process.stdout.readlines()
        return self.process.wait(timeout=60)
