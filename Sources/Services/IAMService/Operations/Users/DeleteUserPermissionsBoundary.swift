import Authorization
import Store

extension IAMService {
    /// `DeleteUserPermissionsBoundary`: removes the permissions boundary.
    var deleteUserPermissionsBoundary: ServiceOperation {
        deletePermissionsBoundary("DeleteUserPermissionsBoundary", UserRecord.self)
    }
}
