import AWSProtocols
import Ambient
import JSONTree
import ServiceModel
import Store
import Testing

@testable import EKSAuthService

struct SightingTests {
    private static let now = Installation.now

    private static func finding(_ details: AuditDetails) -> JSON? {
        details.additionalEventData?["podIdentity"]?["finding"]
    }

    @Test func `one token from two nodes is a finding of the audit, refused or not`() async throws {
        let installation = try await Installation()
        try await installation.role("operator", trust: Installation.trust, policy: Installation.allow("eks-auth:*"))
        let token = try Forge(key: TestKeys.first()).token()
        for _ in 0..<2 { #expect(Self.finding(try await installation.exchange(token).audit) == nil) }
        let other = try await installation.exchange(token, as: installation.caller(role: "operator"))
        #expect(Self.finding(other.audit)?["type"] == "TokenSeenFromTwoNodes")
        #expect(
            Self.finding(other.audit)?["firstCaller"] == "arn:aws:sts::111122223333:assumed-role/node/node-1"
        )
        await #expect {
            _ = try await installation.exchange(token, as: installation.caller(session: "node-2"))
        } throws: { error in
            guard let explained = error as? ExplainedFault else { return false }
            return Self.finding(explained.audit)?["type"] == "TokenSeenFromTwoNodes"
        }
        // Another token of the same pod is another matter.
        let next = try Forge(key: TestKeys.first()).with("jti", "9c2f8a50-4a0d-4c52-9d0e-000000000001").token()
        #expect(Self.finding(try await installation.exchange(next).audit) == nil)
    }

    @Test func `a token that names a node and is exchanged by another role than the nodes' is a finding`() async throws
    {
        let installation = try await Installation()
        try await installation.role("operator", trust: Installation.trust, policy: Installation.allow("eks-auth:*"))
        let caller = try installation.caller(role: "operator", session: "node-1")
        let token = try Forge(key: TestKeys.first())
        let finding = Self.finding(try await installation.exchange(token.token(), as: caller).audit)
        #expect(finding?["type"] == "TokenExchangedOutsideNodeRole")
        #expect(finding?["nodeName"] == "node-1")
        #expect(finding?["nodeRoleArn"] == .string(Installation.roleARN("node")))
        // One that names none says nothing of who should ask.
        let bound = try #require(token.claims["kubernetes.io"])
        let elsewhere = token.with("jti", "9c2f8a50-4a0d-4c52-9d0e-000000000002").with(
            "kubernetes.io",
            [
                "namespace": "default", "pod": bound["pod"] ?? .null,
                "serviceaccount": bound["serviceaccount"] ?? .null,
            ]
        )
        #expect(Self.finding(try await installation.exchange(elsewhere.token(), as: caller).audit) == nil)
        // Nor can anybody tell for a cluster whose nodes' role is not known.
        var cluster = Installation.cluster("myeks")
        cluster.nodeRoleARN = ""
        try await installation.put(cluster)
        let third = try token.with("jti", "9c2f8a50-4a0d-4c52-9d0e-000000000003").token()
        #expect(Self.finding(try await installation.exchange(third, as: caller).audit) == nil)
    }

    @Test func `what is expired is forgotten, and memory has an end`() {
        let sightings = NodeSightings(capacity: 2)
        let (here, there) = (
            NodeSightings.Place(caller: "a", address: "1"), NodeSightings.Place(caller: "b", address: "1")
        )
        func see(_ id: String, _ place: NodeSightings.Place, at second: Int64) -> Bool {
            sightings.see(
                token: id,
                expiresAt: Self.now.adding(seconds: second + 10),
                from: place,
                now: Self.now.adding(seconds: second)
            ) != nil
        }
        #expect(!see("t", here, at: 0))
        #expect(see("t", there, at: 5))
        #expect(see("t", NodeSightings.Place(caller: "a", address: "2"), at: 5))
        #expect(!see("t", there, at: 10))
        for id in ["u", "v", "w"] { #expect(!see(id, here, at: 11)) }
        #expect(!see("t", here, at: 11))
    }
}
