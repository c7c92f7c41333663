import Authorization
import Store

extension IAMService {
    /// `DetachUserPolicy`: detaches a managed policy.
    var detachUserPolicy: ServiceOperation { detachPolicy("DetachUserPolicy", UserRecord.self) }
}
