import Diagnosis
import IAMPolicy
import ManagedPolicies

/// AWS's own managed policies that somebody has and no file holds, from those that this program carries.
enum AWSManagedPolicies {
    static func add(to estate: inout Estate) {
        let wanted = estate.attachedARNs.filter {
            $0.hasPrefix("arn:aws:iam::aws:policy/") && estate.policies[$0] == nil
        }
        guard !wanted.isEmpty, let catalog = try? ManagedPolicyCatalog() else { return }
        for arn in wanted {
            guard let policy = catalog.policy(arn: arn), let text = try? catalog.document(of: policy),
                let document = try? PolicyDocument(parsing: text, kind: .identity)
            else { continue }
            estate.policies[arn] = AttachedPolicy(name: policy.name, document: document)
        }
    }
}
