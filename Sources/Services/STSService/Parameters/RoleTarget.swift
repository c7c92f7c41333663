import AWSVocabulary
import Directory
import Store

/// The role that a call names.
struct RoleTarget: Sendable {
    let arn: ARN
    let account: AccountID

    /// The role in the state; nil if there is none of that name and path.
    func entry(in snapshot: DirectorySnapshot) -> RoleEntry? {
        guard let entry = snapshot.role(String(arn.resourceName), account: arn.account), entry.record.arn == arn else {
            return nil
        }
        return entry
    }
}
