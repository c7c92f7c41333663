import AWSProtocols

/// The forms of Kubernetes' names.
extension TextPattern {
    /// Namespaces (RFC 1123 labels).
    static let label = TextPattern("[a-z0-9]([-a-z0-9]*[a-z0-9])?") { isLabel($0[...]) }

    /// Service accounts and pods (RFC 1123 subdomains).
    static let subdomain = TextPattern(#"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"#) { text in
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    private static func isLabel(_ text: Substring) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard let first = text.utf8.first, let last = text.utf8.last, first != hyphen, last != hyphen else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == hyphen
        }
    }
}
