import JSONTree
import KubernetesAPI
import Synchronization

@testable import KubernetesService

/// A webhook that answers by a function of the review's request, and remembers how it was called.
final class ScriptedWebhook: WebhookCaller {
    private let calls = Mutex<[(call: WebhookCall, request: JSON)]>([])
    private let answer: @Sendable (_ path: String, _ request: JSON) throws -> JSON

    /// `answer` makes the members of the response besides `uid`; or a whole review, if it has an `apiVersion`.
    init(_ answer: @escaping @Sendable (_ path: String, _ request: JSON) throws -> JSON) {
        self.answer = answer
    }

    var called: [(call: WebhookCall, request: JSON)] { calls.withLock { $0 } }
    var paths: [String] { called.map { String($0.call.target.prefix { $0 != "?" }) } }

    func post(_ call: WebhookCall) async throws(WebhookFailure) -> [UInt8] {
        guard let review = try? JSON(parsing: call.body), let request = review["request"] else {
            throw WebhookFailure("the review cannot be read")
        }
        calls.withLock { $0.append((call, request)) }
        let path = String(call.target.prefix { $0 != "?" })
        do {
            var response = try answer(path, request)
            if response["apiVersion"] != nil { return response.serialized() }
            response.setDefault("uid", to: request["uid"] ?? .null)
            return (["apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response] as JSON)
                .serialized()
        } catch let failure as WebhookFailure {
            throw failure
        } catch {
            throw WebhookFailure("\(error)")
        }
    }

    /// A response with a JSON patch.
    static func patch(_ operations: JSON) -> JSON {
        ["allowed": true, "patchType": "JSONPatch", "patch": .string(base64(operations.serialized()))]
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = 0
            for (index, byte) in group.enumerated() { word |= Int(byte) << (16 - 8 * index) }
            for index in 0..<4 { text.append(index <= group.count ? digits[word >> (18 - 6 * index) & 63] : "=") }
        }
        return text
    }
}
