/// `Resource` or `NotResource`.
struct ResourceClause: Sendable {
    let patterns: [ARNPattern]
    let isNegated: Bool

    /// Compares the UTF-8 of an ARN.
    func matches(_ resource: [UInt8], _ keys: ContextKeys) -> Bool {
        resource.withUnsafeBufferPointer { resource in
            for pattern in patterns where pattern.matches(resource, keys) { return !isNegated }
            return isNegated
        }
    }
}
