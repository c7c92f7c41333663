import AWSProtocols
import Authorization

extension IAMService {
    /// `DeleteRolePermissionsBoundary` and `DeleteUserPermissionsBoundary`; having none is no mistake.
    func deletePermissionsBoundary<Holder: PolicyHolder>(_ name: String, _ kind: Holder.Type) -> ServiceOperation {
        operation(name) { reader, _ in
            Holder.readIdentifier(&reader)
        } access: { holder, view in
            view.holderTarget(kind, holder)
        } perform: { holder, call in
            try await call.change(kind, holder) { holder, _ in holder.permissionsBoundary = nil }
            return nil
        }
    }
}
