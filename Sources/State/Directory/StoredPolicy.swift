import IAMPolicy

/// Compiles policies that were accepted when they were written.
enum StoredPolicy {
    /// A document that does not compile any more denies everything, under a name that says so.
    static func compile(_ text: String, name: String, kind: PolicyKind) -> AttachedPolicy {
        do {
            return AttachedPolicy(name: name, document: try PolicyDocument(parsing: text, kind: kind))
        } catch {
            return AttachedPolicy(
                name: "\(name) (unreadable: \(error), so it denies everything)",
                document: .denyingEverything(kind: kind)
            )
        }
    }

    /// Inline policies by name, sorted.
    static func compile(_ policies: [String: String], owner: String) -> [AttachedPolicy] {
        policies.sorted { $0.key < $1.key }.map { name, text in
            compile(text, name: "inline policy \(name) of \(owner)", kind: .identity)
        }
    }
}
