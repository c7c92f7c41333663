import Directory
import Store

extension AccountView {
    /// The instance profiles that carry a role.
    func profiles(holding role: RoleRecord) -> [InstanceProfileRecord] {
        snapshot.instanceProfiles(holding: role.name, account: account)
    }
}
