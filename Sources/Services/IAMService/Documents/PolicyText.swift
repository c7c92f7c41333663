import AWSProtocols
import IAMPolicy

/// Policy documents as calls bring them: checked, and kept to the letter.
enum PolicyText {
    /// - Throws: `MalformedPolicyDocument`.
    @discardableResult
    static func parse(_ text: String, _ kind: PolicyKind) throws(Fault) -> PolicyDocument {
        let document: PolicyDocument
        do {
            document = try PolicyDocument(parsing: text, kind: kind)
        } catch {
            throw Words.malformedPolicy(
                error.awsMessage,
                log: "policy document refused at line \(error.line), column \(error.column): \(error.detail)"
            )
        }
        guard kind != .identity || document.version == "2012-10-17" else {
            throw Words.malformedPolicy(
                "Policy document must be version 2012-10-17 or greater.",
                log: "the policy's version is \(document.version ?? "missing"), 2012-10-17 wanted"
            )
        }
        return document
    }

    /// Checks the document of a managed policy.
    ///
    /// - Throws: `LimitExceeded` or `MalformedPolicyDocument`.
    static func checkManaged(_ text: String, _ limits: Limits) throws(Fault) {
        guard countedSize(text) <= limits.managedPolicySize else {
            throw Words.quota("PolicySize", limits.managedPolicySize)
        }
        try parse(text, .identity)
    }

    /// The number of characters that count against quotas: all but whitespace.
    static func countedSize(_ text: String) -> Int {
        text.unicodeScalars.count { !($0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r") }
    }

    /// The document as answers carry it: percent-encoded (RFC 3986).
    static func encoded(_ text: String) -> WireValue { .string(PercentEncoding.encode(text)) }
}
