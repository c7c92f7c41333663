"""A pod with one client of AWS that gets its credentials by itself, from what its environment holds and nothing else.

usage: refreshing_pod.py CLIENT. For each line of stdin it makes signed calls, and prints who it is: one client from the
first to the last, so that later calls are made with credentials that it has refreshed.
"""
import asyncio
import json
import os
import subprocess
import sys

BUCKET, OBJECT = "data", "refreshed"


def boto3_client():
    import boto3
    session = boto3.Session()
    sts, s3 = session.client("sts"), session.client("s3")

    def act():
        s3.put_object(Bucket=BUCKET, Key=OBJECT, Body=b"x")
        return sts.get_caller_identity()["Arn"]
    return act


def aiobotocore_client():
    from aiobotocore.session import get_session
    loop, session = asyncio.new_event_loop(), get_session()

    async def work():
        async with session.create_client("s3") as s3, session.create_client("sts") as sts:
            await s3.put_object(Bucket=BUCKET, Key=OBJECT, Body=b"x")
            return (await sts.get_caller_identity())["Arn"]
    return lambda: loop.run_until_complete(work())


def s3fs_client():
    import fsspec.asyn
    import s3fs
    files = s3fs.S3FileSystem(use_listings_cache=False)

    async def who():
        # The session that s3fs has made for itself.
        async with files.session.create_client("sts") as sts:
            return (await sts.get_caller_identity())["Arn"]

    def act():
        files.pipe_file(f"{BUCKET}/{OBJECT}", b"x")
        assert files.cat_file(f"{BUCKET}/{OBJECT}") == b"x"
        return fsspec.asyn.sync(files.loop, who)
    return act


def aws_cli_client():
    def act():
        def run(*arguments):
            return subprocess.run(["aws", *arguments], check=True, capture_output=True, text=True).stdout
        run("s3api", "put-object", "--bucket", BUCKET, "--key", OBJECT)
        return json.loads(run("sts", "get-caller-identity", "--output", "json"))["Arn"]
    return act


def awscrt_cached_client():
    """One chain of the C runtime from the first call to the last, with its own cache and its own refreshing."""
    from awscrt import auth, io
    chain = auth.AwsCredentialsProvider.new_default_chain(io.ClientBootstrap.get_or_create_static_default())
    return awscrt_client(lambda: chain)


def awscrt_client(make_chain=None):
    """The credentials chain of the C runtime, which the CRT clients of all languages share; botocore only sends the call."""
    import boto3
    import botocore.session
    from awscrt import auth, io
    from botocore.credentials import Credentials
    # For web identity it takes the URL of endpoints for a host's name, and so knows STS by its name on AWS only.
    endpoint = os.environ.pop("AWS_ENDPOINT_URL")
    bootstrap = io.ClientBootstrap.get_or_create_static_default()

    def act():
        # A chain of its own each time: it keeps what it got for a quarter of an hour by a clock that does not stand still.
        chain = make_chain() if make_chain else auth.AwsCredentialsProvider.new_default_chain(bootstrap)
        given = chain.get_credentials().result(timeout=60)
        keys = Credentials(given.access_key_id, given.secret_access_key, given.session_token)
        session = botocore.session.get_session()
        session._credentials = keys
        session = boto3.Session(botocore_session=session)
        session.client("s3", endpoint_url=endpoint).put_object(Bucket=BUCKET, Key=OBJECT, Body=b"x")
        return session.client("sts", endpoint_url=endpoint).get_caller_identity()["Arn"]
    return act


def main():
    act = {"boto3": boto3_client, "aiobotocore": aiobotocore_client, "s3fs": s3fs_client, "aws": aws_cli_client,
           "awscrt": awscrt_client,
           "awscrt-cached": awscrt_cached_client}[sys.argv[1]]()
    assert "AWS_ACCESS_KEY_ID" not in os.environ
    for _ in sys.stdin:
        print(act(), flush=True)


main()
