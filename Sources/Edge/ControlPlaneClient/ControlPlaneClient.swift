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
        region: Region,
        clock: WallClock = .system
    ) {
        self.endpoint = endpoint
        credentials = SigningCredentials(accessKeyID: accessKeyID, secret: secret, sessionToken: nil)
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

    /// Performs one operation of a service that speaks the query protocol, and gives back its XML.
    ///
    /// - Throws: `CallError`.
    package func query(
        _ service: String,
        _ action: String,
        version: String,
        _ parameters: [(name: String, value: String)]
    ) async throws(CallError) -> [UInt8] {
        let form = [("Action", action), ("Version", version)] + parameters.map { ($0.name, $0.value) }
        let body = Array(form.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&").utf8)
        var headers = [
            (name: "host", value: endpoint.authority),
            (name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8"),
        ]
        headers += RequestSigner.sign(
            method: "POST",
            path: "/",
            query: "",
            headers: headers,
            body: body,
            credentials: credentials,
            region: region.description,
            service: service,
            now: clock.now
        )
        let answer = try await HTTPRoundTrip.post(to: endpoint, headers: headers, body: body)
        guard (200..<300).contains(answer.status) else {
            throw .refused(
                status: answer.status,
                code: "\(service):\(action)",
                message: "the control plane refused it",
                requestID: answer.requestID
            )
        }
        return answer.body
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
