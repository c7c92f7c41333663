import Synchronization

/// One call of a webhook, with everything decided but how to make it.
package struct WebhookCall: Sendable {
    /// Where to connect to.
    package let host: String
    package let port: Int
    /// The name in its certificate: the URL's host, or `NAME.NAMESPACE.svc`.
    package let serverName: String
    /// The `Host` header.
    package let authority: String
    /// Path and query.
    package let target: String
    /// In PEM; nil trusts whom the system trusts.
    package let certificateAuthorities: String?
    package let seconds: Int
    package let body: [UInt8]
}

/// Posts reviews to webhooks over https.
package protocol WebhookCaller: Sendable {
    /// The body of an answer with status 200.
    ///
    /// - Throws: `WebhookFailure` for anything else, at the latest after the call's seconds.
    func post(_ call: WebhookCall) async throws(WebhookFailure) -> [UInt8]
}

/// A webhook could not be called, and why.
package struct WebhookFailure: Error, Sendable, Hashable {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}

/// Calls nothing: for installations without an https client.
package struct NoWebhookCaller: WebhookCaller {
    package init() {}

    package func post(_ call: WebhookCall) async throws(WebhookFailure) -> [UInt8] {
        throw WebhookFailure("this installation calls no webhooks")
    }
}

/// Where webhooks with a `service` are found: this cluster has no service network, so each is registered with its address.
package final class WebhookServices: Sendable {
    private let addresses = Mutex<[String: (host: String, port: Int)]>([:])

    package init() {}

    /// From now on, `NAMESPACE/NAME:PORT` is this address.
    package func register(namespace: String, name: String, port: Int = 443, host: String, at hostPort: Int) {
        addresses.withLock { $0["\(namespace)/\(name):\(port)"] = (host, hostPort) }
    }

    func address(namespace: String, name: String, port: Int) -> (host: String, port: Int)? {
        addresses.withLock { $0["\(namespace)/\(name):\(port)"] }
    }
}
