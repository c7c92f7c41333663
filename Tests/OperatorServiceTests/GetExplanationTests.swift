import AWSProtocols
import AWSVocabulary
import Ambient
import Store
import StoreConformance
import Testing

@testable import OperatorService

struct GetExplanationTests {
    private static let id = "8f0e5a35-3f77-437e-86db-a7c6a726a366"

    private func record(explanation: String?) throws -> AuditRecord {
        AuditRecord(
            requestID: try #require(RequestID(Self.id)),
            eventID: "b57baf6f-3ad7-4879-aa9a-39eeef6d4557",
            time: Installation.now,
            eventName: "AssumeRoleWithWebIdentity",
            eventSource: "sts.amazonaws.com",
            isReadOnly: false,
            userName: nil,
            accessKeyID: nil,
            resources: [],
            errorCode: "InvalidIdentityToken",
            isInEventHistory: false,
            event: Array(#"{"eventVersion":"1.11","responseElements":null,"n":1.5}"#.utf8),
            explanation: explanation.map { Array($0.utf8) }
        )
    }

    @Test func `answers the event and the reasons of a request, event history or not`() async throws {
        let installation = try await Installation()
        try await installation.audits.append([record(explanation: #"{"step":7,"knownKids":["a"],"summary":"no key"}"#)])
        let output = try await installation.call("GetExplanation", ["requestId": .string(Self.id)])
        #expect(output.string("errorCode") == "InvalidIdentityToken")
        #expect(output.structure("event") == ["eventVersion": "1.11", "n": .double(1.5)])
        #expect(output.structure("explanation") == ["step": 7, "knownKids": ["a"], "summary": "no key"])
        #expect(output["time"] == .timestamp(Installation.now))
    }

    @Test func `answers a request that needed no decision`() async throws {
        let installation = try await Installation()
        try await installation.audits.append([record(explanation: nil)])
        let output = try await installation.call("GetExplanation", ["requestId": .string(Self.id.uppercased())])
        #expect(output["explanation"] == nil)
        #expect(output["event"] != nil)
    }

    @Test(arguments: [id, "not-an-id"])
    func `says so if there was no such request`(_ id: String) async throws {
        let installation = try await Installation()
        let refused = try await installation.refusal("GetExplanation", ["requestId": .string(id)])
        #expect(refused.code == "NoSuchRequest")
        #expect(refused.status == 404)
    }

    @Test func `inspects a token for the caller's account`() async throws {
        let installation = try await Installation()
        let output = try await installation.call("InspectToken", ["token": "a.b.c"])
        #expect(output == ["verifies": true, "length": 5, "for": "111122223333 1795480200"])
        let long = String(repeating: "s", count: 20_001)
        let refused = try await installation.refusal("InspectToken", ["token": .string(long)])
        #expect(refused.code == "ValidationException")
        #expect(!refused.message.contains("sss"))
    }
}
