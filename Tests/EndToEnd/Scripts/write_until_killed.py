"""Creates roles and objects until the server is killed, after a time, with signal 9; prints what was acknowledged."""
import os
import signal
import sys
import threading

import boto3
from botocore.config import Config

process, seconds = int(sys.argv[1]), float(sys.argv[2])
config = Config(retries={"total_max_attempts": 1})
iam, s3 = boto3.client("iam", config=config), boto3.client("s3", config=config)
trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
s3.create_bucket(Bucket="durable")
threading.Timer(seconds, lambda: os.kill(process, signal.SIGKILL)).start()
try:
    for number in range(1_000_000):
        iam.create_role(RoleName=f"role-{number}", AssumeRolePolicyDocument=trust)
        print(f"role-{number}", flush=True)
        s3.put_object(Bucket="durable", Key=f"object-{number}", Body=b"x" * 1000)
        print(f"object-{number}", flush=True)
except Exception as error:
    print(f"ended by {type(error).__name__}", file=sys.stderr)
