import AWSProtocols
import AWSVocabulary
import Authorization
import Foundation
import ServiceModel
import SigV4
import Testing

@testable import ControlPlane
@testable import HTTPServing

/// Every condition key, and whether each service that has it fills it: a permission that hangs on the key's presence.
struct ContextKeyTests {
    static let account = House.account

    /// One operation of each service that asks for a permission.
    private static let services = [
        "sts DecodeAuthorizationMessage", "iam ListRoles", "s3 ListBuckets", "ec2 DescribeInstances",
        "eks ListClusters", "eks-auth AssumeRoleForPodIdentity", "cloudtrail LookupEvents", "lanyard ListSigningKeys",
    ]

    /// Keys that every call of a user with an access key has.
    static let everywhere = [
        "aws:SourceIp", "aws:SecureTransport", "aws:CurrentTime", "aws:EpochTime", "aws:UserAgent", "aws:Referer",
        "aws:RequestedRegion", "aws:ViaAWSService", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType",
        "aws:PrincipalIsAWSService", "aws:PrincipalTag/unit", "aws:userid", "aws:username", "aws:ResourceAccount",
    ]
    /// Keys of sessions only.
    static let ofSessions = [
        "aws:TokenIssueTime", "aws:MultiFactorAuthPresent", "aws:SourceIdentity", "aws:PrincipalTag/team",
    ]
    static let ofWebSessions = ["aws:FederatedProvider"]
    /// Keys that a trust policy sees when a user takes a role.
    static let ofAssuming = [
        "sts:RoleSessionName", "sts:DurationSeconds", "sts:ExternalId", "sts:SourceIdentity", "sts:TransitiveTagKeys",
        "aws:RequestTag/team", "aws:TagKeys", "aws:ResourceTag/kind", "aws:PrincipalTag/unit", "aws:ResourceAccount",
    ]
    /// Keys that a trust policy sees when a token is exchanged.
    static let ofTokens = [
        "sts:RoleSessionName", "sts:DurationSeconds", "aws:FederatedProvider", "ISSUER:sub", "ISSUER:aud",
        "aws:ResourceTag/kind", "aws:SourceIp", "aws:ResourceAccount",
    ]

    private static func isDenied(_ answer: String) -> Bool {
        answer.contains("AccessDenied") || answer.contains("UnauthorizedOperation") || answer == "403 "
    }

    private static func null(_ key: String, _ isMissing: Bool) -> String {
        #"{"Null": {"\#(key)": "\#(isMissing)"}}"#
    }

    @Test func `each service fills the keys that every call has`() async throws {
        let wrong = try await House.with { house in
            let agent: [(name: String, value: String)] = [("user-agent", "test"), ("referer", "https://example.com")]
            let requests = house.composition.endpoint.table.all.map(\.operation)
                .filter { Self.services.contains("\($0.dialect.name) \($0.name)") }
                .map { (name: "\($0.dialect.name)", request: WireRequest($0).adding(agent)) }
            var wrong = requests.count == Self.services.count ? [] : ["services are missing"]
            for (index, key) in Self.everywhere.enumerated() {
                for isMissing in [false, true] {
                    let user = try await house.user(
                        "a\(index)\(isMissing ? "m" : "f")",
                        policy:
                            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": \#(Self.null(key, isMissing))}}"#,
                        tags: [Tag(key: "unit", value: "u")]
                    )
                    for (name, request) in requests {
                        let answer = try await house.ask(request, as: user)
                        if Self.isDenied(answer) != isMissing { wrong.append("\(name) \(key) \(isMissing): \(answer)") }
                    }
                }
            }
            return wrong
        }
        #expect(wrong == [])
    }

    @Test func `sessions have keys of their own, and trust policies see what comes with the call`() async throws {
        let wrong = try await House.with { house in
            let user = try await house.user(
                "taker",
                action: "none:none",
                where: "{}",
                tags: [Tag(key: "unit", value: "u")]
            )
            var wrong: [String] = []
            for key in Self.ofAssuming {
                let assume = try await Self.role(house, user, trust: Self.null(key, false), policy: "{}")
                if Self.isDenied(try await house.ask(assume, as: user)) { wrong.append("trust \(key)") }
                let never = try await Self.role(house, user, trust: Self.null(key, true), policy: "{}")
                if !Self.isDenied(try await house.ask(never, as: user)) { wrong.append("no trust \(key)") }
            }
            for key in Self.ofSessions {
                for isMissing in [false, true] {
                    let assume = try await Self.role(house, user, trust: "{}", policy: Self.null(key, isMissing))
                    let session = try await house.session(assume, as: user)
                    let answer = try await house.ask(.form("iam", "ListRoles"), as: session)
                    if Self.isDenied(answer) != isMissing { wrong.append("session \(key) \(isMissing): \(answer)") }
                }
            }
            return wrong
        }
        #expect(wrong == [])
    }

    @Test func `trust policies see a token's claims, and its session names the provider`() async throws {
        let wrong = try await House.with { house in
            let user = try await house.user("maker", action: "none:none", where: "{}")
            let list = try await house.answer(.form("iam", "ListOpenIDConnectProviders"), as: user).body
            let provider = try house.value("Arn", in: list)
            let host = String(provider.split(separator: "oidc-provider/")[1])
            let made = try await house.answer(
                WireRequest(
                    service: "lanyard",
                    headers: [
                        (name: "content-type", value: "application/x-amz-json-1.1"),
                        (name: "x-amz-target", value: "Lanyard_20261101.CreateServiceAccountToken"),
                    ],
                    body:
                        #"{"serviceAccount":"default","namespace":"default","audiences":["sts.amazonaws.com"],"durationSeconds":3600}"#
                ),
                as: user
            )
            let token = try house.value("token", in: made.body)
            var wrong: [String] = []
            func exchange(trust: String, policy: String) async throws -> WireRequest {
                try await Self.role(house, user, trust: trust, policy: policy, provider: provider, token: token)
            }
            for key in Self.ofTokens.map({ $0.replacing("ISSUER", with: host) }) {
                for isMissing in [false, true] {
                    let request = try await exchange(trust: Self.null(key, isMissing), policy: "{}")
                    let answer = try await house.ask(request, as: nil)
                    if Self.isDenied(answer) != isMissing { wrong.append("token \(key) \(isMissing): \(answer)") }
                }
            }
            for key in Self.ofWebSessions {
                for isMissing in [false, true] {
                    let request = try await exchange(trust: "{}", policy: Self.null(key, isMissing))
                    let session = try await house.session(request, as: nil)
                    let answer = try await house.ask(.form("iam", "ListRoles"), as: session)
                    if Self.isDenied(answer) != isMissing { wrong.append("session \(key) \(isMissing): \(answer)") }
                }
            }
            return wrong
        }
        #expect(wrong == [])
    }

    /// Makes a role, and the call that takes it with everything such a call can have.
    private static func role(
        _ house: House,
        _ user: SigningCredentials,
        trust: String,
        policy: String,
        provider: String? = nil,
        token: String? = nil
    ) async throws -> WireRequest {
        let name = "r" + UUID().uuidString.prefix(8)
        let principal = provider.map { #"{"Federated": "\#($0)"}"# } ?? #"{"AWS": "\#(account)"}"#
        let created = try await house.ask(
            .form(
                "iam",
                "CreateRole",
                [
                    "RoleName": name, "Tags.member.1.Key": "kind", "Tags.member.1.Value": "k",
                    "AssumeRolePolicyDocument":
                        #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": \#(principal), "Action": "sts:*", "Condition": \#(trust)}}"#,
                ]
            ),
            as: user
        )
        #expect(created == "200")
        let put = try await house.ask(
            .form(
                "iam",
                "PutRolePolicy",
                [
                    "RoleName": name, "PolicyName": "p",
                    "PolicyDocument":
                        #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": \#(policy)}}"#,
                ]
            ),
            as: user
        )
        #expect(put == "200")
        var parameters = [
            "RoleArn": "arn:aws:iam::\(account):role/\(name)", "RoleSessionName": "session", "DurationSeconds": "900",
        ]
        if let token {
            parameters["WebIdentityToken"] = token
            return .form("sts", "AssumeRoleWithWebIdentity", parameters)
        }
        parameters.merge([
            "ExternalId": "external", "SourceIdentity": "ana", "Tags.member.1.Key": "team", "Tags.member.1.Value": "t",
            "TransitiveTagKeys.member.1": "team",
        ]) { $1 }
        return .form("sts", "AssumeRole", parameters)
    }
}
