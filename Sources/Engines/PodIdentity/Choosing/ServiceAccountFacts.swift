package import JSONTree

/// What a service account's annotations say of its identity; nil where they say nothing that counts.
package struct ServiceAccountFacts: Sendable, Hashable {
    /// As annotated, already completed to an ARN where that is asked for.
    package var role: String?
    package var audience: String?
    package var usesRegionalSTS: Bool?
    /// Seconds, at least 600.
    package var tokenExpiration: Int?

    /// A service account without annotations.
    package init() {}

    /// Reads the annotations of a ServiceAccount object's `metadata.annotations`.
    package init(annotations: JSON?, settings: InjectionSettings) {
        guard let annotations = annotations?.object, !annotations.isEmpty else { return }
        let prefix = settings.annotationPrefix
        if let text = annotations["\(prefix)/role-arn"]?.string, !text.isEmpty {
            role = settings.composition?.complete(text) ?? text
        }
        audience = annotations["\(prefix)/audience"]?.string
        usesRegionalSTS = annotations["\(prefix)/sts-regional-endpoints"]?.string.flatMap(GoBoolean.parse)
        tokenExpiration = TokenExpiration.parse(annotations["\(prefix)/token-expiration"]?.string)
    }
}

/// The words that Go's `strconv.ParseBool` knows.
package enum GoBoolean {
    /// True, false, or nil for any other word.
    package static func parse(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "True", "TRUE": true
        case "0", "f", "F", "false", "False", "FALSE": false
        default: nil
        }
    }
}
