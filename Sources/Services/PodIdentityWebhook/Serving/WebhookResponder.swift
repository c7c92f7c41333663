import JSONTree

/// A request to one of the webhook's ports.
package struct WebhookRequest: Sendable {
    package var method: String
    package var path: String
    /// Without the question mark; empty if there is none.
    package var query: String
    package var contentType: String?
    package var body: [UInt8]

    package init(method: String, path: String, query: String = "", contentType: String? = nil, body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.contentType = contentType
        self.body = body
    }
}

/// The answer to it.
package struct WebhookAnswer: Sendable, Hashable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]

    package init(_ status: Int, _ text: String, contentType: String = "text/plain; charset=utf-8") {
        self.status = status
        self.contentType = contentType
        body = Array(text.utf8)
    }

    init(json bytes: [UInt8]) {
        status = 200
        contentType = "application/json"
        body = bytes
    }
}

/// The webhook's two ports, as functions of a request.
package struct WebhookResponder: Sendable {
    private static let notFound = WebhookAnswer(404, "404 page not found\n")

    private let webhook: PodIdentityWebhook
    private let showsDebugging: Bool
    private let pending: @Sendable () -> [String]

    /// `pending` names what is waited for before the webhook is ready; nothing, once it is.
    package init(webhook: PodIdentityWebhook, showsDebugging: Bool, pending: @escaping @Sendable () -> [String]) {
        self.webhook = webhook
        self.showsDebugging = showsDebugging
        self.pending = pending
    }

    /// Answers on the https port.
    package func answer(_ request: WebhookRequest) async -> WebhookAnswer {
        switch request.path {
        case "/healthz": return WebhookAnswer(200, "ok")
        case "/readyz":
            let pending = pending()
            guard !pending.isEmpty else { return WebhookAnswer(200, "ok") }
            return WebhookAnswer(503, "waiting for \(pending.joined(separator: ", "))")
        case "/mutate": return await timed(request) { await mutate(request) }
        case "/debug/alpha/deny" where showsDebugging:
            return await timed(request) {
                WebhookAnswer(json: AdmissionAnswer(isAllowed: false, message: "Test deny message").bytes)
            }
        case "/debug/alpha/500" where showsDebugging:
            return await timed(request) { WebhookAnswer(500, "test error") }
        default: return Self.notFound
        }
    }

    /// Answers on the metrics port.
    package func answerMetrics(_ request: WebhookRequest) -> WebhookAnswer {
        switch request.path {
        case "/metrics":
            let text = webhook.metrics.text(knowledge: webhook.knowledge, isReady: pending().isEmpty)
            return WebhookAnswer(200, text, contentType: "text/plain; version=0.0.4; charset=utf-8")
        case "/debug/alpha/cache" where showsDebugging:
            return WebhookAnswer(json: webhook.knowledge.shown(webhook.settings).serialized(pretty: true))
        case "/debug/alpha/cache/clear" where showsDebugging:
            webhook.knowledge.clear()
            return WebhookAnswer(200, "cache cleared")
        default: return Self.notFound
        }
    }

    private func mutate(_ request: WebhookRequest) async -> WebhookAnswer {
        guard Self.isWellFormed(query: request.query) else {
            return WebhookAnswer(400, "{\"error\": \"error parsing form\"}\n")
        }
        guard request.contentType == "application/json" else {
            return WebhookAnswer(415, "Invalid Content-Type, expected `application/json`\n")
        }
        return WebhookAnswer(json: await webhook.review(request.body))
    }

    private func timed(
        _ request: WebhookRequest,
        _ work: () async -> WebhookAnswer
    ) async -> WebhookAnswer {
        let began = ContinuousClock.now
        let answer = await work()
        webhook.metrics.answered(
            verb: request.method,
            path: request.path,
            code: answer.status,
            took: ContinuousClock.now - began
        )
        return answer
    }

    /// Whether every `%` begins an escape and no `;` stands anywhere.
    private static func isWellFormed(query: String) -> Bool {
        let bytes = Array(query.utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: ";") { return false }
            guard byte == UInt8(ascii: "%") else { continue }
            guard index + 2 < bytes.count, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else { return false }
        }
        return true
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
