import AWSProtocols
import AWSVocabulary
import Authorization
import HTTPTypes
import JSONTree
import KubernetesAPI
import KubernetesService
import ServiceModel
import SigV4

@testable import ControlPlane
@testable import HTTPServing

/// What operations need to get far: a role, a user, a bucket, tokens.
struct HostileWorld {
    let house: House
    let caller: SigningCredentials
    /// What there is, by the member that names it.
    private(set) var values: [String: String] = [:]
    private let operations: [String: Operation]

    init(_ house: House) async throws {
        self.house = house
        caller = try await house.user("fuzzer", policy: Self.everything)
        operations = Dictionary(
            house.composition.endpoint.table.all.map(\.operation).map { ("\($0.dialect.name) \($0.name)", $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// A role's trust in whoever there is.
    static let trust = """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*", "Service": ["eks.amazonaws.com",
        "pods.eks.amazonaws.com"]}, "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]}]}
        """

    private static let everything =
        #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#

    /// Makes what the operations of a service need, once more.
    mutating func prepare(_ service: String) async throws {
        switch service {
        case "iam":
            // A provider is one that nobody listens for: no test asks a network.
            values["Url"] = "https://127.0.0.1:1"
            for name in [
                "CreateUser", "CreatePolicy", "CreateRole", "CreateInstanceProfile", "PutRolePolicy", "PutUserPolicy",
                "AttachRolePolicy", "AttachUserPolicy", "AddRoleToInstanceProfile",
            ] { _ = try await make("iam \(name)") }
            let key = try await make("iam CreateAccessKey")
            if let id = try? house.value("AccessKeyId", in: key) { values["AccessKeyId"] = id }
            let provider = try await make("iam CreateOpenIDConnectProvider")
            if let arn = try? house.value("OpenIDConnectProviderArn", in: provider) {
                values["OpenIDConnectProviderArn"] = arn
            }
        case "s3":
            values["PolicyDocument"] = """
                {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::bucket/none"}}
                """
            for name in ["CreateBucket", "PutBucketTagging", "PutBucketPolicy", "PutObject"] {
                _ = try await make("s3 \(name)")
            }
            let upload = try await make("s3 CreateMultipartUpload")
            if let id = try? house.value("UploadId", in: upload) { values["uploadId"] = id }
            if let operation = operations["s3 UploadPart"] {
                let part = try await house.exchange(WireRequest(operation, with: values), as: caller)
                values["etag"] = part.headers[.eTag]
            }
        case "sts": try await prepareRoles()
        case "eks":
            let cluster = "arn:aws:eks:us-west-2:\(House.account):cluster/myeks"
            values["resourceArn"] = cluster
            values["roleArn"] = try await role("pods", trust: Self.trust)
            _ = try await make("eks CreateAddon")
            let association = try await make("eks CreatePodIdentityAssociation")
            if let id = try? house.value("associationId", in: association) { values["associationId"] = id }
            values["deletionProtection"] = "true"
            let change = try await make("eks UpdateClusterConfig")
            values["deletionProtection"] = "false"
            if let id = try? house.value("id", in: change) { values["updateId"] = id }
        case "eks-auth": try await preparePod()
        case "lanyard":
            values["token"] = try await token("sts.amazonaws.com")
            values["serviceAccount"] = "default"
            let call = try await house.answer(.form("sts", "GetCallerIdentity"), as: caller).body
            if let id = try? house.value("RequestId", in: call) { values["requestId"] = id }
            if let id = try? house.value("keyId", in: try await make("lanyard ListSigningKeys")) {
                values["keyId"] = id
            }
        default: break
        }
    }

    /// The answer to an operation with what there is.
    private func make(_ name: String) async throws -> String {
        guard let operation = operations[name] else { throw Missing(operation: name) }
        return try await house.answer(WireRequest(operation, with: values), as: caller).body
    }

    struct Missing: Error { let operation: String }

    private mutating func prepareRoles() async throws {
        let provider = try house.value(
            "Arn",
            in: try await house.answer(.form("iam", "ListOpenIDConnectProviders"), as: caller).body
        )
        let trust = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["sts:AssumeRole",
            "sts:TagSession", "sts:SetSourceIdentity"]}, {"Effect": "Allow", "Principal": {"Federated": "\(provider)"},
            "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]}]}
            """
        values["RoleArn"] = try await role("taken", trust: trust)
        _ = try await house.answer(.form("iam", "CreateUser", ["UserName": "keys"]), as: caller)
        let key = try await house.answer(.form("iam", "CreateAccessKey", ["UserName": "keys"]), as: caller).body
        if let id = try? house.value("AccessKeyId", in: key) { values["AccessKeyId"] = id }
        values["WebIdentityToken"] = try await token("sts.amazonaws.com")
        let nobody = try await house.user("nobody")
        let denial = try await house.answer(.form("ec2", "DescribeVpcs"), as: nobody).body
        if let start = denial.firstRange(of: "message: "), let end = denial[start.upperBound...].firstRange(of: "</") {
            values["EncodedMessage"] = String(denial[start.upperBound..<end.lowerBound])
        }
    }

    private func role(_ name: String, trust: String) async throws -> String {
        let parameters = ["RoleName": name, "AssumeRolePolicyDocument": trust]
        _ = try await house.answer(.form("iam", "CreateRole", parameters), as: caller)
        return "arn:aws:iam::\(House.account):role/\(name)"
    }

    private func token(_ audience: String) async throws -> String {
        let request = WireRequest(
            service: "lanyard",
            headers: [
                (name: "content-type", value: "application/x-amz-json-1.1"),
                (name: "x-amz-target", value: "Lanyard_20261101.CreateServiceAccountToken"),
            ],
            body:
                #"{"serviceAccount":"default","namespace":"default","audiences":["\#(audience)"],"durationSeconds":3600}"#
        )
        return try house.value("token", in: try await house.answer(request, as: caller).body)
    }

    /// A pod with a pod identity association, and its token.
    private mutating func preparePod() async throws {
        let service = house.composition.kubernetes
        try await service.bootstrap()
        func post(_ path: String, _ body: JSON) async -> JSON {
            let response = await service.respond(
                to: KubernetesRequest(
                    method: "POST",
                    path: "/api/v1/namespaces/default/\(path)",
                    headers: ["content-type": "application/json"],
                    body: body.serialized(),
                    certificate: UserInfo(name: "admin", groups: ["system:masters"])
                )
            )
            guard case .bytes(let bytes) = response.body else { return .null }
            return (try? JSON(parsing: bytes)) ?? .null
        }
        let pod = await post(
            "pods",
            ["metadata": ["generateName": "p-"], "spec": ["containers": [["name": "a", "image": "busybox"]]]]
        )
        let name = pod.at("metadata", "name") ?? "p"
        let reference: JSON = ["kind": "Pod", "apiVersion": "v1", "name": name, "uid": pod.at("metadata", "uid") ?? ""]
        let made = await post(
            "serviceaccounts/default/token",
            ["spec": ["audiences": ["pods.eks.amazonaws.com"], "expirationSeconds": 3600, "boundObjectRef": reference]]
        )
        values["token"] = made.at("status", "token")?.string
        var association = values
        association["roleArn"] = try await role("pods", trust: Self.trust)
        association["serviceAccount"] = "default"
        guard let operation = operations["eks CreatePodIdentityAssociation"] else { return }
        _ = try await house.answer(WireRequest(operation, with: association), as: caller)
    }
}
