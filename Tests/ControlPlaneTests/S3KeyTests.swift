import AWSVocabulary
import SigV4
import Testing

@testable import ControlPlane

/// Condition keys of S3 that policies compare with values.
struct S3KeyTests {
    private static func s3(
        _ method: String,
        _ path: String,
        query: String = "",
        headers: [(name: String, value: String)] = [],
        body: String = ""
    ) -> WireRequest {
        WireRequest(method, path, query: query, service: "s3", headers: headers, body: body)
    }

    /// A user who may do everything, but `action` in the bucket only where the condition is not met.
    private static func user(
        _ house: House,
        _ name: String,
        _ action: String,
        deniedWhere condition: String
    ) async throws -> SigningCredentials {
        try await house.user(
            name,
            policy: """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "\(action)", "Resource": "*", "Condition": \(condition)}]}
                """
        )
    }

    @Test func `what makes an object is told from what makes a part of one`() async throws {
        try await House.with { house in
            let maker = try await house.user(
                "maker",
                policy: #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
            )
            for request in [Self.s3("PUT", "/bucket"), Self.s3("PUT", "/bucket/key", body: "x")] {
                #expect(try await house.ask(request, as: maker) == "200")
            }
            let upload = try house.value(
                "UploadId",
                in: try await house.answer(Self.s3("POST", "/bucket/parts", query: "uploads="), as: maker).body
            )
            let part = "partNumber=1&uploadId=\(upload)"
            let source = [(name: "x-amz-copy-source", value: "/bucket/key")]
            let rows: [(request: WireRequest, creates: Bool)] = [
                (Self.s3("POST", "/bucket/other", query: "uploads="), false),
                (Self.s3("PUT", "/bucket/parts", query: part, headers: source), false),
                (Self.s3("PUT", "/bucket/parts", query: part, body: "x"), false),
                (Self.s3("PUT", "/bucket/new", body: "x"), true),
                (Self.s3("PUT", "/bucket/copy", headers: source), true),
                (
                    Self.s3(
                        "POST",
                        "/bucket/parts",
                        query: "uploadId=\(upload)",
                        body: "<CompleteMultipartUpload/>"
                    ), true
                ),
            ]
            for creates in [true, false] {
                let user = try await Self.user(
                    house,
                    creates ? "parts" : "objects",
                    "s3:PutObject",
                    deniedWhere: #"{"Bool": {"s3:ObjectCreationOperation": "\#(creates)"}}"#
                )
                for row in rows {
                    let answer = try await house.ask(row.request, as: user)
                    #expect(
                        (answer == "403 AccessDenied") == (row.creates == creates),
                        "\(row.request.method) \(row.request.path)?\(row.request.query) \(creates): \(answer)"
                    )
                }
            }
            // The key is of the writing, not of the reading that a copy needs besides.
            let reader = try await Self.user(
                house,
                "reader",
                "s3:GetObject",
                deniedWhere: #"{"Null": {"s3:ObjectCreationOperation": "false"}}"#
            )
            #expect(try await house.ask(Self.s3("PUT", "/bucket/copy", headers: source), as: reader) == "200")
        }
    }
}
