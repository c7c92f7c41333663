import IAMPolicy
import JSONTree
import ServiceModel
package import SessionCredentials

/// The reasons of denials, sealed for the caller to hand to somebody who may read them (`DecodeAuthorizationMessage`).
package struct SealedMessages: Sendable {
    /// What `DecodeAuthorizationMessage` reads, in characters.
    package static let maximumLength = 10_240
    /// What fits into it once it is sealed and written in base64.
    private static let maximumContent = 7_500

    private let sessions: OpenedSessions

    package init(sessions: OpenedSessions) {
        self.sessions = sessions
    }

    /// The reasons of a verdict for a signed caller; nil for the unsigned, who are told nothing.
    func message(of verdict: Verdict, for caller: Caller) -> String? {
        guard let account = caller.account, let id = caller.userID, let arn = caller.arn else { return nil }
        let principal = MessagePrincipal(id: id, name: String(arn.split(separator: "/").last ?? ""), arn: arn)
        let content = verdict.authorizationMessage(of: principal, limit: Self.maximumContent)
        return try? sessions.sealer.sealMessage(Array(account.utf8) + content)
    }

    /// The reasons that were sealed for a caller of an account, twelve digits; nil if they were not.
    package func open(_ text: String, account: String) -> String? {
        guard let bytes = try? sessions.sealer.openMessage(text), bytes.starts(with: account.utf8) else { return nil }
        return String(decoding: bytes.dropFirst(account.utf8.count), as: UTF8.self)
    }
}
