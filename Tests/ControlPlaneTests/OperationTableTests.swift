import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Foundation
import ServiceModel
import SigV4
import Testing

@testable import ControlPlane
@testable import HTTPServing

/// Every operation of every service, and what it answers to those who may not use it.
///
/// A new operation is a new line of the golden file; `LANYARD_WRITE_GOLDEN=1` writes what there is now, to be read before
/// it is committed.
struct OperationTableTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden/operations.txt")

    @Test func `every operation refuses strangers, wrong keys and those without permission, as it always did`()
        async throws
    {
        let lines = try await House.with { house in
            let nobody = try await house.user("nobody")
            let stranger = SigningCredentials(
                accessKeyID: "AKIA" + String(repeating: "X", count: 16),
                secret: nobody.secret,
                sessionToken: nil
            )
            let liar = SigningCredentials(
                accessKeyID: nobody.accessKeyID,
                secret: Secret(String(repeating: "x", count: 40)),
                sessionToken: nil
            )
            var lines: [String] = []
            for operation in house.composition.endpoint.table.all.map(\.operation) {
                let request = WireRequest(operation)
                var answers: [String] = []
                for caller in [nil, stranger, liar, nobody] {
                    answers.append(try await house.ask(request, as: caller))
                }
                let kind = operation.isReadOnly ? "reads" : "writes"
                let line = ["\(operation.dialect.name) \(operation.name)", kind, operation.action ?? "-"] + answers
                lines.append(line.joined(separator: " | "))
            }
            return lines.sorted()
        }
        let text = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["LANYARD_WRITE_GOLDEN"] != nil {
            try text.write(to: Self.golden, atomically: true, encoding: .utf8)
        }
        let known = try String(contentsOf: Self.golden, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(Set(lines).subtracting(known).sorted() == [])
        #expect(Set(known).subtracting(lines).sorted() == [])
    }

    @Test func `no answer to a wrong caller is a fault of ours, and none lets him in`() throws {
        let known = try String(contentsOf: Self.golden, encoding: .utf8).split(separator: "\n")
        #expect(known.count > 120)
        for line in known {
            let cells = line.split(separator: " | ").map(String.init)
            #expect(cells.count == 7, "\(line)")
            for answer in cells[3...] { #expect(!answer.hasPrefix("5"), "\(line)") }
            // Of those nobody signs for, only the exchange of a token looks further; S3 asks its bucket policies.
            #expect(cells[3].hasPrefix("4"), "\(line)")
            #expect(cells[4].contains(Self.unknownKey), "\(line)")
            #expect(cells[5].contains(Self.wrongSignature), "\(line)")
            #expect(cells[6].hasPrefix("4") || Self.needNoPermission.contains(cells[0]), "\(line)")
        }
    }

    private static var unknownKey: Regex<Substring> {
        /InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|403 $/
    }
    private static var wrongSignature: Regex<Substring> {
        /SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|403 $/
    }
    /// `DeleteObjects` answers key by key.
    private static let needNoPermission: Set<String> = [
        "sts GetCallerIdentity", "sts GetSessionToken", "s3 DeleteObjects",
    ]
}
