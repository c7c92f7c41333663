import AWSProtocols

/// The parameters of OIDC providers.
extension ParameterReader {
    mutating func clientIDs() -> [String] { strings("ClientIDList", each: 1...255) ?? [] }

    mutating func clientID() -> String { requiredString("ClientID", length: 1...255) }

    /// Nil if the list was not sent.
    mutating func thumbprints() -> [String]? {
        strings("ThumbprintList", each: 40...40, pattern: .iamThumbprint)
    }
}
