import NIOCore

/// An answer of one of the agent's servers.
struct AgentResponse: Sendable, Hashable {
    let status: Int
    let contentType: String
    /// Errors say that they are text and nothing else.
    let isError: Bool
    let body: [UInt8]

    init(status: Int, contentType: String, isError: Bool = false, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.isError = isError
        self.body = body
    }

    /// Plain text and a line end, as Go's `http.Error` writes it.
    static func error(_ status: Int, _ text: String) -> AgentResponse {
        AgentResponse(
            status: status,
            contentType: "text/plain; charset=utf-8",
            isError: true,
            body: Array(text.utf8) + [UInt8(ascii: "\n")]
        )
    }

    static func empty(_ status: Int) -> AgentResponse { AgentResponse(status: status, contentType: "", body: []) }

    static let notFound = error(404, "404 page not found")
    static let tooManyRequests = error(429, "Too Many Requests")
}

/// When the answer is there.
enum AgentAnswer: Sendable {
    case now(AgentResponse)
    /// Later, unless the client goes away first.
    case later(EventLoopFuture<AgentResponse>, abandon: @Sendable () -> Void)
}

/// Answers requests; it is called on the connection's event loop and must not block.
typealias Responder = @Sendable (AgentRequest, any EventLoop) -> AgentAnswer
