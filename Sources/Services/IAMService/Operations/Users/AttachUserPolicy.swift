import Authorization
import Store

extension IAMService {
    /// `AttachUserPolicy`: attaches a managed policy.
    var attachUserPolicy: ServiceOperation { attachPolicy("AttachUserPolicy", UserRecord.self) }
}
