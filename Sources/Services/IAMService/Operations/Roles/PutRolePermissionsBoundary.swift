import Authorization
import Store

extension IAMService {
    /// `PutRolePermissionsBoundary`: sets the permissions boundary.
    var putRolePermissionsBoundary: ServiceOperation {
        putPermissionsBoundary("PutRolePermissionsBoundary", RoleRecord.self)
    }
}
