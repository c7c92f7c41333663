import AWSProtocols
import AWSVocabulary
import Directory
import ManagedPolicies

extension AccountView {
    /// A managed policy of the account or of AWS.
    ///
    /// - Throws: `InvalidInput` for what is no ARN, `AccessDenied` for another account's, `NoSuchEntity` in the given
    ///   words.
    func usablePolicy(_ arn: String, else missing: (String) -> Fault) throws(Fault) -> ManagedPolicyEntry {
        guard let parsed = ARN(arn), parsed.service == "iam", parsed.resource.hasPrefix("policy/") else {
            throw Words.invalidARN(arn)
        }
        guard parsed.account == account || parsed.account == "aws" else { throw Words.outsideAccount }
        guard let entry = snapshot.managedPolicy(arn) else { throw missing(arn) }
        return entry
    }

    /// The ARN of a policy that can bound permissions; nil for nil.
    func usableBoundary(_ arn: String?) throws(Fault) -> String? {
        guard let arn else { return nil }
        let policy = try usablePolicy(arn, else: Words.noBoundary)
        guard policy.isAttachable else { throw Words.noBoundary(arn) }
        return policy.arn
    }

    /// The policies AWS manages.
    var awsPolicies: [ManagedPolicyEntry] {
        snapshot.catalogPolicies.compactMap { snapshot.managedPolicy($0.arn) }
    }
}

/// The order in which policies are listed.
enum PolicyOrder {
    /// By name, then AWS's before the account's; unique, because neither has two of one name.
    static func key(_ arn: String) -> String {
        let parsed = ARN(arn)
        return "\(AttachmentShape.name(of: arn)) \(parsed?.account == "aws" ? "a" : "b")"
    }
}
