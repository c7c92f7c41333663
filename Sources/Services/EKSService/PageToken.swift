import AWSProtocols

/// The tokens of pages after the first: a word, and the last name of the page before.
enum PageToken {
    private static let prefix = "after-"

    static func after(_ name: String) -> String { prefix + name }

    /// The name of a token; nil if no page gave it.
    static func name(_ token: String) -> String? {
        guard token.hasPrefix(prefix), token.utf8.count > prefix.utf8.count else { return nil }
        return String(token.dropFirst(prefix.count))
    }
}

extension ParameterReader {
    /// The last name of the page before the one that is wanted; nil for the first page.
    ///
    /// - Throws: `InvalidParameterException` for what no page gave.
    mutating func pageToken() throws(Fault) -> String? {
        guard let token = string("nextToken", length: 1...512) else { return nil }
        guard let name = PageToken.name(token) else { throw Words.invalidToken }
        return name
    }
}
