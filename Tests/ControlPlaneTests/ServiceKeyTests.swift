import AWSProtocols
import AWSVocabulary
import Foundation
import SigV4
import Testing

@testable import ControlPlane

/// The condition keys that services add to their own calls, tags of resources and requests among them.
struct ServiceKeyTests {
    struct Row: Sendable {
        let keys: [String]
        /// The action that hangs on the keys.
        let action: String
        let request: WireRequest
    }

    private static func iam(_ action: String, _ parameters: [String: String]) -> WireRequest {
        .form("iam", action, parameters)
    }
    private static let tag = ["Tags.member.1.Key": "team", "Tags.member.1.Value": "t"]
    private static let policyARN = "arn:aws:iam::\(House.account):policy/tagged"
    private static let trust =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}}"#
    private static let nothing =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"none:none","Resource":"*"}}"#
    private static let tagging = "<Tagging><TagSet><Tag><Key>team</Key><Value>t</Value></Tag></TagSet></Tagging>"
    private static let resourceTags = ["aws:ResourceTag/kind", "iam:ResourceTag/kind"]
    private static let requestTags = ["aws:RequestTag/team", "aws:TagKeys"]

    private static func s3(
        _ method: String,
        _ path: String,
        query: String = "",
        headers: [(name: String, value: String)] = [],
        body: String = ""
    ) -> WireRequest {
        WireRequest(method, path, query: query, service: "s3", headers: headers, body: body)
    }

    private static func eks(_ method: String, _ path: String, body: String = "") -> WireRequest {
        WireRequest(
            method,
            path,
            service: "eks",
            headers: [(name: "content-type", value: "application/json")],
            body: body
        )
    }

    static let iamRows: [Row] = [
        Row(keys: resourceTags, action: "iam:GetRole", request: iam("GetRole", ["RoleName": "tagged"])),
        Row(keys: resourceTags, action: "iam:GetUser", request: iam("GetUser", ["UserName": "tagged"])),
        Row(keys: resourceTags, action: "iam:GetPolicy", request: iam("GetPolicy", ["PolicyArn": policyARN])),
        Row(
            keys: resourceTags,
            action: "iam:GetOpenIDConnectProvider",
            request: iam(
                "GetOpenIDConnectProvider",
                ["OpenIDConnectProviderArn": "arn:aws:iam::\(House.account):oidc-provider/tagged.example.com"]
            )
        ),
        Row(
            keys: resourceTags,
            action: "iam:GetInstanceProfile",
            request: iam("GetInstanceProfile", ["InstanceProfileName": "tagged"])
        ),
        Row(
            keys: resourceTags,
            action: "iam:DeleteRolePolicy",
            request: iam("DeleteRolePolicy", ["RoleName": "tagged", "PolicyName": "x"])
        ),
        Row(
            keys: requestTags,
            action: "iam:TagRole",
            request: iam("TagRole", tag.merging(["RoleName": "tagged"]) { $1 })
        ),
        Row(
            keys: requestTags,
            action: "iam:TagUser",
            request: iam("TagUser", tag.merging(["UserName": "tagged"]) { $1 })
        ),
        Row(
            keys: requestTags,
            action: "iam:TagPolicy",
            request: iam("TagPolicy", tag.merging(["PolicyArn": policyARN]) { $1 })
        ),
        Row(
            keys: ["aws:TagKeys"],
            action: "iam:UntagRole",
            request: iam("UntagRole", ["RoleName": "tagged", "TagKeys.member.1": "none"])
        ),
        Row(
            keys: requestTags + ["iam:PermissionsBoundary"],
            action: "iam:CreateRole",
            request: iam(
                "CreateRole",
                tag.merging(["RoleName": "new", "AssumeRolePolicyDocument": trust, "PermissionsBoundary": policyARN]) {
                    $1
                }
            )
        ),
        Row(
            keys: ["iam:PolicyARN"],
            action: "iam:AttachRolePolicy",
            request: iam("AttachRolePolicy", ["RoleName": "tagged", "PolicyArn": policyARN])
        ),
        Row(
            keys: ["iam:PermissionsBoundary"],
            action: "iam:PutRolePermissionsBoundary",
            request: iam("PutRolePermissionsBoundary", ["RoleName": "tagged", "PermissionsBoundary": policyARN])
        ),
        Row(
            keys: ["iam:PassedToService"],
            action: "iam:PassRole",
            request: iam("AddRoleToInstanceProfile", ["RoleName": "tagged", "InstanceProfileName": "tagged"])
        ),
    ]

    private static let association =
        #"{"namespace":"default","serviceAccount":"SA","roleArn":"arn:aws:iam::\#(House.account):role/tagged","tags":{"team":"t"}}"#

    static let otherRows: [Row] = [
        Row(keys: ["ec2:Region"], action: "ec2:DescribeVpcs", request: .form("ec2", "DescribeVpcs")),
        Row(
            keys: requestTags,
            action: "eks:CreatePodIdentityAssociation",
            request: eks("POST", "/clusters/myeks/pod-identity-associations", body: association)
        ),
        Row(
            keys: ["iam:PassedToService", "iam:AssociatedResourceArn"],
            action: "iam:PassRole",
            request: eks("POST", "/clusters/myeks/pod-identity-associations", body: association)
        ),
        Row(
            keys: ["aws:ResourceTag/kind"],
            action: "eks:DescribePodIdentityAssociation",
            request: eks("GET", "/clusters/myeks/pod-identity-associations/ASSOCIATION")
        ),
    ]

    private static let existing = ["s3:ExistingObjectTag/kind", "s3:BucketTag/kind", "s3:ResourceAccount"]
    private static let requested = ["s3:RequestObjectTag/team", "s3:RequestObjectTagKeys"]

    static let s3Rows: [Row] = [
        Row(
            keys: ["s3:authType", "s3:signatureversion", "s3:signatureAge", "s3:x-amz-content-sha256"],
            action: "s3:ListAllMyBuckets",
            request: s3("GET", "/")
        ),
        Row(
            keys: [
                "s3:prefix", "s3:delimiter", "s3:max-keys", "s3:BucketTag/kind", "s3:ResourceAccount",
                "aws:ResourceTag/kind",
            ],
            action: "s3:ListBucket",
            request: s3("GET", "/tagged", query: "delimiter=%2F&list-type=2&max-keys=2&prefix=k")
        ),
        Row(keys: existing, action: "s3:GetObject", request: s3("GET", "/tagged/key")),
        Row(keys: existing, action: "s3:GetObjectTagging", request: s3("GET", "/tagged/key", query: "tagging=")),
        Row(
            keys: existing + requested,
            action: "s3:PutObjectTagging",
            request: s3(
                "PUT",
                "/tagged/key",
                query: "tagging=",
                body: tagging.replacing("</TagSet>", with: "<Tag><Key>kind</Key><Value>k</Value></Tag></TagSet>")
            )
        ),
        Row(
            keys: requested + ["s3:if-none-match", "s3:x-amz-storage-class", "s3:ObjectCreationOperation"],
            action: "s3:PutObject",
            request: s3(
                "PUT",
                "/tagged/other",
                headers: [
                    (name: "x-amz-tagging", value: "team=t"), (name: "if-none-match", value: "*"),
                    (name: "x-amz-storage-class", value: "STANDARD"),
                ],
                body: "x"
            )
        ),
        Row(
            keys: requested,
            action: "s3:PutObjectTagging",
            request: s3("PUT", "/tagged/third", headers: [(name: "x-amz-tagging", value: "team=t")], body: "x")
        ),
        Row(
            keys: ["s3:x-amz-copy-source", "s3:x-amz-metadata-directive", "s3:ObjectCreationOperation"],
            action: "s3:PutObject",
            request: s3(
                "PUT",
                "/tagged/copy",
                headers: [
                    (name: "x-amz-copy-source", value: "/tagged/key"),
                    (name: "x-amz-metadata-directive", value: "COPY"),
                ]
            )
        ),
        Row(
            keys: ["s3:ExistingObjectTag/kind"],
            action: "s3:GetObjectTagging",
            request: s3("PUT", "/tagged/copy", headers: [(name: "x-amz-copy-source", value: "/tagged/key")])
        ),
        Row(
            keys: requestTags,
            action: "s3:PutBucketTagging",
            request: s3("PUT", "/other", query: "tagging=", body: tagging)
        ),
        Row(keys: ["s3:locationconstraint"], action: "s3:CreateBucket", request: s3("PUT", "/made")),
        Row(keys: existing, action: "s3:DeleteObjectTagging", request: s3("DELETE", "/tagged/key", query: "tagging=")),
    ]

    private static func isDenied(_ answer: String) -> Bool {
        answer.contains("AccessDenied") || answer.contains("UnauthorizedOperation") || answer == "403 "
    }

    /// What the rows are about.
    private static func furnish(_ house: House, _ user: SigningCredentials) async throws -> String {
        let kind = ["Tags.member.1.Key": "kind", "Tags.member.1.Value": "k"]
        let requests = [
            iam("CreatePolicy", kind.merging(["PolicyName": "tagged", "PolicyDocument": nothing]) { $1 }),
            iam("CreateRole", kind.merging(["RoleName": "tagged", "AssumeRolePolicyDocument": trust]) { $1 }),
            iam("CreateUser", kind.merging(["UserName": "tagged"]) { $1 }),
            iam("CreateInstanceProfile", kind.merging(["InstanceProfileName": "tagged"]) { $1 }),
            iam(
                "CreateOpenIDConnectProvider",
                kind.merging([
                    "Url": "https://tagged.example.com", "ThumbprintList.member.1": String(repeating: "0", count: 40),
                ]) { $1 }
            ),
            s3("PUT", "/tagged"), s3("PUT", "/other"),
            s3(
                "PUT",
                "/tagged",
                query: "tagging=",
                body: "<Tagging><TagSet><Tag><Key>kind</Key><Value>k</Value></Tag></TagSet></Tagging>"
            ),
            s3("PUT", "/tagged/key", headers: [(name: "x-amz-tagging", value: "kind=k")], body: "x"),
        ]
        for request in requests {
            let answer = try await house.ask(request, as: user)
            #expect(answer.hasPrefix("2"), "\(String(decoding: request.body, as: UTF8.self)): \(answer)")
        }
        let made = try await house.answer(
            eks(
                "POST",
                "/clusters/myeks/pod-identity-associations",
                body: association.replacing("SA", with: "kind").replacing(#""team":"t""#, with: #""kind":"k""#)
            ),
            as: user
        )
        return try house.value("associationId", in: made.body)
    }

    @Test(arguments: [iamRows, otherRows, s3Rows])
    func `each key of a service is there when its call is decided`(_ rows: [Row]) async throws {
        let wrong = try await House.with { house in
            let association = try await Self.furnish(
                house,
                try await house.user("maker", action: "none:none", where: "{}")
            )
            var wrong: [String] = []
            for (place, row) in rows.enumerated() {
                for (number, key) in row.keys.enumerated() {
                    // First whom the key's presence keeps out, as his call changes nothing.
                    for isMissing in [true, false] {
                        let name = "u\(place)x\(number)\(isMissing ? "m" : "f")"
                        let user = try await house.user(
                            name,
                            action: row.action,
                            where: #"{"Null": {"\#(key)": "\#(isMissing)"}}"#
                        )
                        let request = row.request.naming(association: association, serviceAccount: name)
                        let answer = try await house.ask(request, as: user)
                        if Self.isDenied(answer) != isMissing || answer.hasPrefix("5") {
                            wrong.append("\(row.action) \(key) \(isMissing): \(answer)")
                        }
                    }
                }
            }
            return wrong
        }
        #expect(wrong == [])
    }

    /// The keys of the references of IAM and of the services; one that no test finds filled has its line in Docs/Parity.md.
    private static let all: [String] = [
        "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:CurrentTime", "aws:EpochTime",
        "aws:FederatedProvider", "aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent", "aws:PrincipalAccount",
        "aws:PrincipalArn", "aws:PrincipalIsAWSService", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:PrincipalTag/unit", "aws:PrincipalType",
        "aws:Referer", "aws:RequestedRegion", "aws:RequestTag/team", "aws:ResourceAccount", "aws:ResourceOrgID",
        "aws:ResourceOrgPaths", "aws:ResourceTag/kind", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn",
        "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceVpc",
        "aws:SourceVpce", "aws:TagKeys", "aws:TokenIssueTime", "aws:UserAgent", "aws:userid", "aws:username",
        "aws:ViaAWSService", "aws:VpcSourceIp",
        "sts:AWSServiceName", "sts:DurationSeconds", "sts:ExternalId", "sts:RequestContext", "sts:RoleSessionName",
        "sts:SourceIdentity", "sts:TaskPolicyArn", "sts:TransitiveTagKeys", "ISSUER:sub", "ISSUER:aud", "ISSUER:amr",
        "ISSUER:azp", "ISSUER:oaud", "ISSUER:email",
        "iam:AssociatedResourceArn", "iam:AWSServiceName", "iam:OrganizationsPolicyId", "iam:PassedToService",
        "iam:PermissionsBoundary", "iam:PolicyARN", "iam:ResourceTag/kind",
        "s3:authType", "s3:BucketTag/kind", "s3:delimiter", "s3:ExistingObjectTag/kind", "s3:if-match",
        "s3:if-none-match", "s3:locationconstraint", "s3:max-keys", "s3:ObjectCreationOperation", "s3:prefix",
        "s3:RequestObjectTag/team", "s3:RequestObjectTagKeys", "s3:ResourceAccount", "s3:signatureAge",
        "s3:signatureversion", "s3:TlsVersion", "s3:VersionId", "s3:x-amz-acl", "s3:x-amz-content-sha256",
        "s3:x-amz-copy-source", "s3:x-amz-metadata-directive", "s3:x-amz-server-side-encryption",
        "s3:x-amz-storage-class", "ec2:Region", "eks:clusterName", "eks:principalArn", "eks:policyArn",
    ]

    /// Filled from a header, and in the table for what does not come of it.
    private static let filledInPart = ["s3:if-match", "s3:x-amz-acl", "s3:x-amz-server-side-encryption"]

    @Test(arguments: all)
    func `a key is filled, or Docs Parity says why not`(_ key: String) throws {
        let tested =
            ContextKeyTests.everywhere + ContextKeyTests.ofSessions + ContextKeyTests.ofWebSessions
            + ContextKeyTests.ofAssuming + ContextKeyTests.ofTokens
            + (Self.iamRows + Self.otherRows + Self.s3Rows).flatMap(\.keys)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let parity = try String(contentsOf: root.appending(path: "Docs/Parity.md"), encoding: .utf8)
        let name = key.split(separator: "/")[0]
        // The first cell of each row of its table.
        let documented = parity.split(separator: "\n").filter { $0.hasPrefix("| `") }
            .compactMap { $0.split(separator: "|").first }.joined()
        let isFilled = tested.contains(key)
        #expect(isFilled != documented.contains("`\(name)`") || Self.filledInPart.contains(key))
    }
}

extension WireRequest {
    /// The request about one association, or of a service account of its own.
    fileprivate func naming(association: String, serviceAccount: String) -> WireRequest {
        WireRequest(
            method,
            path.replacing("ASSOCIATION", with: association),
            query: query,
            service: signingName,
            headers: headers.filter { $0.name != "host" },
            body: String(decoding: body, as: UTF8.self).replacing(#""SA""#, with: "\"\(serviceAccount)\"")
        )
    }
}
