"""Clusters, add-ons and tags of EKS with boto3, as its waiters and Terraform use them."""
import boto3
from botocore.exceptions import ClientError

QUICK = {"Delay": 1, "MaxAttempts": 5}


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise AssertionError(f"{code} was expected")


iam, sts, eks = (boto3.client(name) for name in ("iam", "sts", "eks"))
account = sts.get_caller_identity()["Account"]
role = f"arn:aws:iam::{account}:role/myeks-cluster"

made = eks.create_cluster(
    name="remote", roleArn=role, version="1.32", tags={"lanyard.dev/issuer": "https://oidc.example.com/id/1"},
    resourcesVpcConfig={"subnetIds": ["subnet-1"]}, logging={"clusterLogging": [{"types": ["api"], "enabled": True}]},
)["cluster"]
assert made["status"] == "CREATING", made
eks.get_waiter("cluster_active").wait(name="remote", WaiterConfig=QUICK)
cluster = eks.describe_cluster(name="remote")["cluster"]
assert cluster["identity"]["oidc"]["issuer"] == "https://oidc.example.com/id/1"
assert cluster["createdAt"].year >= 2025
assert eks.list_clusters()["clusters"] == ["myeks", "remote"]
assert refused("ResourceInUseException", eks.create_cluster, name="remote", roleArn=role, resourcesVpcConfig={})[
    "clusterName"] == "remote"
refused("InvalidRequestException", eks.delete_cluster, name="myeks")

update = eks.update_cluster_config(name="remote", resourcesVpcConfig={"endpointPrivateAccess": True})["update"]
assert update["status"] == "InProgress" and update["type"] == "EndpointAccessUpdate", update
assert eks.list_updates(name="remote")["updateIds"] == [update["id"]]
assert eks.describe_update(name="remote", updateId=update["id"])["update"]["status"] == "Successful"

eks.tag_resource(resourceArn=cluster["arn"], tags={"team": "a", "stage": "b"})
assert eks.list_tags_for_resource(resourceArn=cluster["arn"])["tags"]["team"] == "a"
eks.untag_resource(resourceArn=cluster["arn"], tagKeys=["team", "stage"])
eks.untag_resource(resourceArn=cluster["arn"], tagKeys=["lanyard.dev/issuer"])
assert eks.list_tags_for_resource(resourceArn=cluster["arn"])["tags"] == {}
refused("NotFoundException", eks.list_tags_for_resource, resourceArn=cluster["arn"] + "x")

versions = eks.describe_addon_versions(addonName="vpc-cni", kubernetesVersion="1.32")["addons"][0]["addonVersions"]
schema = eks.describe_addon_configuration(addonName="vpc-cni", addonVersion=versions[0]["addonVersion"])
assert schema["podIdentityConfiguration"][0]["serviceAccount"] == "aws-node"
iam.create_role(RoleName="cni", AssumeRolePolicyDocument="""{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""")
addon = eks.create_addon(
    clusterName="remote", addonName="vpc-cni", podIdentityAssociations=[
        {"serviceAccount": "aws-node", "roleArn": f"arn:aws:iam::{account}:role/cni"}])["addon"]
assert addon["status"] == "CREATING" and len(addon["podIdentityAssociations"]) == 1, addon
eks.get_waiter("addon_active").wait(clusterName="remote", addonName="vpc-cni", WaiterConfig=QUICK)
owned = eks.list_pod_identity_associations(clusterName="remote")["associations"]
assert owned[0]["ownerArn"] == addon["addonArn"], owned
change = eks.update_addon(
    clusterName="remote", addonName="vpc-cni", addonVersion=versions[1]["addonVersion"])["update"]
assert eks.describe_update(name="remote", addonName="vpc-cni", updateId=change["id"])["update"]["status"] == "Successful"
eks.delete_addon(clusterName="remote", addonName="vpc-cni")
eks.get_waiter("addon_deleted").wait(clusterName="remote", addonName="vpc-cni", WaiterConfig=QUICK)
assert eks.list_pod_identity_associations(clusterName="remote")["associations"] == []

eks.create_addon(clusterName="remote", addonName="coredns")
assert eks.delete_cluster(name="remote")["cluster"]["status"] == "DELETING"
eks.get_waiter("cluster_deleted").wait(name="remote", WaiterConfig=QUICK)
