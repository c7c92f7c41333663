import AWSProtocols

/// A role or a user: what policies are put on and attached to.
protocol PolicyHolder: IAMEntity {
    /// `role` or `user`, as in AWS's messages.
    static var noun: String { get }
    /// For example `PoliciesPerRole`.
    static var attachmentQuota: String { get }

    static func inlineSize(_ limits: Limits) -> Int

    var name: String { get }
    var path: String { get }
    var id: String { get }
    var inlinePolicies: [String: String] { get set }
    var attachedPolicies: [String] { get set }
    var permissionsBoundary: String? { get set }
}

extension PolicyHolder {
    /// The text of an inline policy.
    ///
    /// - Throws: `NoSuchEntity`.
    func inlinePolicy(_ name: String) throws(Fault) -> String {
        guard let document = inlinePolicies[name] else {
            throw Words.noSuchEntity("The \(Self.noun) policy with name \(name) cannot be found.")
        }
        return document
    }
}
