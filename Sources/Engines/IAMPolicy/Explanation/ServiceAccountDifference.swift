/// Where the subjects of two service accounts differ.
enum ServiceAccountDifference {
    private static let prefix = "system:serviceaccount:"

    /// Nil if one of the texts names no service account.
    static func describe(wanted: String, seen: String, hasWildcards: Bool) -> String? {
        guard let (wantedNamespace, wantedName) = parts(of: wanted), let (seenNamespace, seenName) = parts(of: seen)
        else { return nil }
        if !hasWildcards, wanted.contains("*") || wanted.contains("?") {
            return "because StringEquals takes wildcards literally: `\(wanted)` wanted, `\(seen)` seen"
        }
        if wanted.lowercased() == seen.lowercased() {
            return "in the case of letters: `\(wanted)` wanted, `\(seen)` seen"
        }
        if wantedNamespace == seenName, wantedName == seenNamespace {
            return "because namespace and service account are swapped: `\(wanted)` wanted, `\(seen)` seen"
        }
        func fits(_ pattern: Substring, _ value: Substring) -> Bool {
            hasWildcards ? Glob(pattern: pattern).matches(value) : pattern == value
        }
        switch (fits(wantedNamespace, seenNamespace), fits(wantedName, seenName)) {
        case (false, true): return "at the namespace: `\(wantedNamespace)` wanted, `\(seenNamespace)` seen"
        case (true, false): return "at the service account: `\(wantedName)` wanted, `\(seenName)` seen"
        default:
            return "at namespace and service account: `\(wantedNamespace):\(wantedName)` wanted, "
                + "`\(seenNamespace):\(seenName)` seen"
        }
    }

    static func parts(of subject: String) -> (namespace: Substring, name: Substring)? {
        guard subject.hasPrefix(prefix) else { return nil }
        let parts = subject.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
}
