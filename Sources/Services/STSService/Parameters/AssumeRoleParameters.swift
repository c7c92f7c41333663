import AWSProtocols
import RoleSessions

extension TextPattern {
    /// External ids.
    fileprivate static let externalID = TextPattern(#"[\w+=,.@:\/-]*"#) { text in
        TextPattern.roleSessionName.allows(text.filter { $0 != ":" && $0 != "/" })
    }
}

/// The parameters of `AssumeRole`.
struct AssumeRoleParameters: Sendable {
    let common: AssumeParameters
    let tags: SessionTags
    let externalID: String?
    let sourceIdentity: String?
    /// Whether a multi-factor device or its code was named.
    let namesDevice: Bool

    init(from reader: inout ParameterReader) {
        common = AssumeParameters(from: &reader)
        tags = SessionTags(from: &reader)
        externalID = reader.string("ExternalId", length: 2...1224, pattern: .externalID)
        sourceIdentity = reader.string("SourceIdentity", length: 2...64, pattern: .roleSessionName)
        let device = reader.string("SerialNumber", length: 9...256)
        let code = reader.string("TokenCode", length: 6...6)
        namesDevice = device != nil || code != nil
        if let contexts = reader.structures("ProvidedContexts", count: 0...5), !contexts.isEmpty {
            reader.note(
                value: "[\(contexts.count) members]",
                at: "providedContexts",
                constraint: "Member must be empty: no context provider is known"
            )
        }
    }
}
