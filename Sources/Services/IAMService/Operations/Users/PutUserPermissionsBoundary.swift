import Authorization
import Store

extension IAMService {
    /// `PutUserPermissionsBoundary`: sets the permissions boundary.
    var putUserPermissionsBoundary: ServiceOperation {
        putPermissionsBoundary("PutUserPermissionsBoundary", UserRecord.self)
    }
}
