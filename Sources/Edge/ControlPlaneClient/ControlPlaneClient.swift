package import AWSVocabulary
package import Ambient
package import JSONTree
import SigV4

/// Calls operations of a control plane's operator API (JSON 1.1), signed like any AWS call.
package struct ControlPlaneClient: Sendable {
    private static let targetPrefix = "Lanyard_20261101"
    private static let service = "lanyard"

    private let endpoint: Endpoint
    private let credentials: SigningCredentials
    private let region: Region
    private let clock: WallClock

    /// A client that signs with an access key.
    package init(
        endpoint: Endpoint,
        accessKeyID: String,
        secret: Secret,
        sessionToken: Secret? = nil,
        region: Region,
        clock: WallClock = .system
    ) {
        self.endpoint = endpoint
        credentials = SigningCredentials(accessKeyID: accessKeyID, secret: secret, sessionToken: sessionToken)
        self.region = region
        self.clock = clock
    }

    /// Performs one operation and gives back its output.
    ///
    /// - Throws: `CallError`.
    package func call(_ operation: String, _ input: JSON) async throws(CallError) -> JSON {
        let body = input.serialized()
        var headers = [
            (name: "host", value: endpoint.authority),
            (name: "content-type", value: "application/x-amz-json-1.1"),
            (name: "x-amz-target", value: "\(Self.targetPrefix).\(operation)"),
        ]
        headers += RequestSigner.sign(
            method: "POST",
            path: "/",
            query: "",
            headers: headers,
            body: body,
            credentials: credentials,
            region: region.description,
            service: Self.service,
            now: clock.now
        )
        let answer = try await HTTPRoundTrip.post(to: endpoint, headers: headers, body: body)
        guard let output = try? JSON(parsing: answer.body.isEmpty ? Array("{}".utf8) : answer.body) else {
            throw .unreadable(endpoint: endpoint.description, reason: "its body is not JSON (status \(answer.status))")
        }
        guard (200..<300).contains(answer.status) else {
            throw .refused(
                status: answer.status,
                code: output["__type"]?.string ?? "status \(answer.status)",
                message: output["message"]?.string ?? output["Message"]?.string ?? "no message",
                requestID: answer.requestID
            )
        }
        return output
    }
}
