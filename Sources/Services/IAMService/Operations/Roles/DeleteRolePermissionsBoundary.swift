import Authorization
import Store

extension IAMService {
    /// `DeleteRolePermissionsBoundary`: removes the permissions boundary.
    var deleteRolePermissionsBoundary: ServiceOperation {
        deletePermissionsBoundary("DeleteRolePermissionsBoundary", RoleRecord.self)
    }
}
